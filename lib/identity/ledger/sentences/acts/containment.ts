/** Halting, restoring, drills, enforcement points, runtime hooks. */
export const CONTAINMENT_ACTS: Record<string, string> = {
  'containment.explain': 'gave the reason for halting',
  'containment.restore': 'restored',
  'containment.restore.sign': 'signed restoring',
  'containment.request': 'asked to halt',
  'containment.cancel': 'turned down halting',
  'containment.expire': 'lifted the halt of',
  'containment.hook.add': 'set up the runtime hook',
  'containment.hook.remove': 'removed the runtime hook',
  'containment.drill.start': 'started a',
  'containment.drill.prepare': 'gave agents of its own keys and a mandate for the',
  'containment.drill.lift': 'lifted the drill’s halt of',
  'containment.drill.finish': 'finished the',
  'containment.self_test': 'asked every enforcement point whether an order would arrive, with the',
  'containment.point.invite': 'made an enrolment code for',
  'containment.point.enrol': 'enrolled as an enforcement point',
  'containment.point.revoke': 'revoked the enforcement point',
}
