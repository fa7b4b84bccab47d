import type { SentencePart } from './contract'
import type { EventRecord } from './event-row'
import { reasonInWords } from './reasons'

type Parts = SentencePart[]
const text = (words: string): SentencePart => ({ text: words })

/** One plain sentence for one entry: who did what, for whom, through whom, why, and how it ended. */
export function sentenceOf(record: EventRecord): Parts {
  switch (record.action) {
    case 'tool.call':
      return toolCall(record)
    case 'token.issue':
      return tokenIssue(record)
    case 'tool.outcome':
      return [...actor(record), text(' got an answer from '), ...toolPart(record), text(record.result === 'ok' ? '' : `: ${record.result}`)]
    case 'containment.halt':
    case 'containment.confirm':
      return halt(record)
    case 'containment.hook.answer':
      return hookAnswer(record)
    case 'signals.notice.end':
      return told(record)
    case 'incidents.step.set':
      return step(record)
    case 'registry.retirement.step':
      return retirementStep(record)
    default:
      return act(record)
  }
}

function toolCall(record: EventRecord): Parts {
  const allowed = record.result === 'allowed'
  return [
    ...actor(record),
    text(allowed ? ' called ' : ' tried to call '),
    ...toolPart(record),
    ...authority(record),
    text(allowed ? ending(record) : `: denied, because ${reasonInWords(record.reason) ?? 'a check failed'}`),
  ]
}

function ending(record: EventRecord): string {
  switch (record.outcome_result) {
    case null:
      return ': running'
    case 'ok':
      return ': ok'
    case 'cut':
      return `: cut, because ${reasonInWords(record.outcome_reason) ?? 'it was halted'}`
    default:
      return ': failed'
  }
}

function tokenIssue(record: EventRecord): Parts {
  const allowed = record.result === 'allowed'
  const server = record.tool_server ? [text(' for '), { kind: 'server' as const, id: record.tool_server, name: record.tool_server }] : []
  return [
    ...actor(record),
    text(allowed ? ' was given a token' : ' was refused a token'),
    ...server,
    ...authority(record),
    ...(allowed ? [] : [text(`: ${reasonInWords(record.reason) ?? 'a check failed'}`)]),
  ]
}

const HALTED: Record<string, string> = { strip: 'stripped', quarantine: 'quarantined', kill: 'killed' }
const WIDER: Record<string, string> = { run: 'one run of ', owner: 'everything owned by ', tool: 'the tool ', tool_server: 'the tool server ', platform: 'the platform ', tenant: 'everything of ' }

function halt(record: EventRecord): Parts {
  if (record.result === 'denied') return [...actor(record), text(' was refused to halt '), ...subject(record), ...because(record)]
  const { mode, grain, requested_by: requestedBy } = record.detail as { mode?: string; grain?: string; requested_by?: string }
  const wider = WIDER[grain ?? ''] ?? ''
  const below = wider ? 0 : Math.max(0, record.chain.length - 1)
  const rest = below === 0 ? '' : below === 1 ? ' and one agent below it' : ` and ${below} agents below it`
  const asked = requestedBy ? `, as ${requestedBy} had asked` : ''
  return [...actor(record), text(` ${HALTED[mode ?? ''] ?? 'halted'} ${wider}`), ...subject(record), text(`${rest}${asked}`), ...because(record)]
}

/** What people did: the verb's own word in the past tense. */
const ACTS: Record<string, string> = {
  'access.person.invite': 'invited',
  'access.person.change_role': 'changed the role of',
  'access.person.deactivate': 'deactivated',
  'access.person.recover': 'made a recovery link for',
  'access.person.provision': 'provisioned the account of',
  'access.person.synchronise': 'brought up to date the account of',
  'access.scim_client.add': 'made a token for the SCIM client',
  'access.scim_client.revoke': 'revoked the token of the SCIM client',
  'registry.agent.set_external_id': 'noted the external id of',
  'access.person.join': 'took up the invitation as',
  'access.person.welcome': 'became the first administrator as',
  'access.person.welcome_link': 'made a link for the first administrator',
  'access.person.set_password': 'set a new password for',
  'access.passkey.register': 'registered a passkey',
  'access.passkey.rename': 'renamed a passkey',
  'access.passkey.remove': 'removed a passkey',
  'access.recovery_codes.make': 'made new recovery codes',
  'access.proof.start': 'was asked to approve with a passkey:',
  'access.proof.give': 'approved with a passkey:',
  'access.session.start': 'signed in',
  'access.session.open': 'began a session at the management API',
  'access.session.end': 'signed out',
  'registry.agent.register': 'registered',
  'registry.agent.approve': 'approved the identity document of',
  'registry.agent.revise': 'wrote a draft of the identity document of',
  'registry.agent.retire': 'retired',
  'registry.retirement.try_again': 'had a step tried again of retiring',
  'registry.card.publish': 'published the card of',
  'registry.card.withdraw': 'withdrew the card of',
  'registry.agent.set_deputies': 'named who follows for',
  'registry.agent.succeed': 'carried out the succession of',
  'registry.transfer.request': 'offered to somebody else',
  'registry.transfer.accept': 'took on',
  'registry.transfer.decline': 'declined to take on',
  'registry.transfer.cancel': 'took back the offer of',
  'registry.team.put': 'set up the team',
  'access.person.set_manager': 'set the manager of',
  'registry.agent.discard_draft': 'ended the draft of the identity document of',
  'registry.attestation.mismatch': 'runs other code or configuration than was approved',
  'registry.tool_server.register': 'registered the tool server',
  'registry.tool_server.discover': 'found other tools than before on',
  'delegation.mandate.give': 'gave a mandate to',
  'delegation.mandate.give_standing': 'gave a standing mandate to',
  'delegation.mandate.withdraw': 'withdrew a mandate of',
  'delegation.mandate.refuse': 'refused a mandate to',
  'keys.signing_key.rotate': 'rotated',
  'ledger.export': 'exported',
  'filters.save': 'saved the filter',
  'filters.change': 'changed the filter',
  'filters.remove': 'removed the filter',
  'ledger.stream.add': 'set up the stream of the ledger',
  'ledger.stream.pause': 'paused the stream of the ledger',
  'ledger.stream.resume': 'resumed the stream of the ledger',
  'ledger.stream.remove': 'removed the stream of the ledger',
  'ledger.stream.test': 'sent a test by the stream of the ledger',
  'ledger.stream.stop': 'gave up, after too many tries, the stream of the ledger',
  'operate.backup': 'saved',
  'operate.restore': 'put back',
  'containment.explain': 'gave the reason for halting',
  'containment.restore': 'restored',
  'containment.restore.sign': 'signed restoring',
  'containment.request': 'asked to halt',
  'containment.cancel': 'turned down halting',
  'containment.expire': 'lifted the halt of',
  'containment.hook.add': 'set up the runtime hook',
  'containment.hook.remove': 'removed the runtime hook',
  'signals.receiver.add': 'set up the receiver of shared signals',
  'signals.receiver.pause': 'held what is told to the receiver',
  'signals.receiver.resume': 'let through what is told to the receiver',
  'signals.receiver.remove': 'removed the receiver',
  'signals.receiver.verify': 'sent a verification to the receiver',
  'reviews.guide.put_away': 'put the guide to reviews away for',
  'reviews.trigger.set': 'said what opens a review by itself:',
  'reviews.trigger.open': 'asked for the access review',
  'reviews.apply.confirm': 'confirmed that decisions are applied, in phases, of the access review',
  'reviews.apply.pause': 'paused applying the decisions of the access review',
  'reviews.apply.resume': 'let go on applying the decisions of the access review',
  'reviews.apply.phase': 'looked after the phases of applying the access review',
  'notifications.mail.set': 'said that e-mail goes through',
  'notifications.mail.remove': 'ended e-mail through',
  'notifications.mail.test': 'sent themselves a test through',
  'notifications.webhook.add': 'set up the webhook',
  'notifications.webhook.test': 'sent a test to the webhook',
  'notifications.webhook.remove': 'removed the webhook',
  'notifications.delivery.retry': 'had a message tried again, by',
  'notifications.mine.set': 'changed what is sent by e-mail to',
  'signals.stream.create': 'set up its stream of shared signals',
  'signals.stream.change': 'changed its stream of shared signals',
  'signals.stream.delete': 'deleted its stream of shared signals',
  'signals.stream.set_status': 'set the status of its stream of shared signals',
  'signals.stream.subject': 'chose a subject of its stream of shared signals',
  'signals.stream.verify': 'asked for a verification of its stream of shared signals',
  'containment.drill.start': 'started a',
  'containment.drill.prepare': 'gave agents of its own keys and a mandate for the',
  'containment.drill.lift': 'lifted the drill’s halt of',
  'containment.drill.finish': 'finished the',
  'containment.self_test': 'asked every enforcement point whether an order would arrive, with the',
  'containment.point.invite': 'made an enrolment code for',
  'containment.point.enrol': 'enrolled as an enforcement point',
  'containment.point.revoke': 'revoked the enforcement point',
  'registry.agent.note_reviewed': 'put the next review on the calendar of',
  'reviews.campaign.launch': 'launched the access review',
  'reviews.schedule.add': 'set up the schedule',
  'reviews.schedule.end': 'ended the schedule',
  'reviews.schedule.launch': 'launched what was due by the schedule',
  'reviews.campaign.run_out': 'settled what nobody had answered in the access review',
  'reviews.item.decide': 'decided on items of the access review',
  'reviews.submit': 'submitted decisions of the access review',
  'reviews.item.certify': 'was the second person in the review of',
  'reviews.item.reassign': 'gave somebody else the review of',
  'reviews.item.ask': 'asked, in the review of',
  'reviews.question.answer': 'answered a question in the review of',
  'reviews.question.withdraw': 'took back a question in the review of',
  'reviews.item.retry': 'had the review’s decision applied again to',
  'reviews.item.apply': 'applied the review’s decision to',
  'incidents.note': 'noted on',
  'incidents.follow': 'chose another playbook for',
  'incidents.resolve': 'resolved',
  'incidents.playbook.put': 'wrote a version of the playbook',
  'incidents.policy.set': 'said what restoring waits for',
  'discovery.source.add': 'has discovery look through',
  'discovery.source.remove': 'has discovery look no more through',
  'discovery.source.scan': 'asked for a scan of',
  'discovery.run.begin': 'began to send what was found in',
  'discovery.run.add': 'recorded what was found in',
  'discovery.run.end': 'finished a scan of',
  'discovery.item.ignore': 'ignored, of what was found,',
  'discovery.item.merge': 'recognised, of what was found,',
  'discovery.item.register': 'registered, of what was found,',
  'discovery.item.reopen': 'took back the decision on',
  'audit.draw.make': 'drew a sample,',
  'audit.draw.mark': 'said whether they could follow',
  'posture.configure': 'changed',
  'posture.fall': 'found that a score fell:',
  'posture.report': 'took a signed report of',
  'sample.make': 'set up the tenant of',
  'sample.open': 'made a link into',
  'sample.enter': 'looked into the sample company',
  'sample.report': 'reported on building',
  'sample.erase': 'erased',
}

function act(record: EventRecord): Parts {
  const words = ACTS[record.action] ?? `did ${record.action} to`
  const denied = record.result === 'denied' || record.result === 'failed'
  return [
    ...actor(record),
    text(denied ? ` was refused (${record.action})` : ` ${words}`),
    ...(record.subject_id && !isOneself(record) ? [text(' '), ...subject(record)] : []),
    ...(denied ? [text(`: ${reasonInWords(record.reason) ?? 'not allowed'}`)] : [...because(record), ...noted(record)]),
  ]
}

/** What stops the pod, the process or the job: that it did, or that nobody answered. */
function hookAnswer(record: EventRecord): Parts {
  const { hook = 'a runtime hook', ms, attempts, said } = record.detail as { hook?: string; ms?: number; attempts?: number; said?: string }
  const why = said ? `: “${said}”` : ''
  const tries = attempts === 1 ? 'one try' : `${attempts ?? 0} tries`
  if (record.result === 'failed') return [text(`The runtime hook ${hook} did not confirm the order over `), ...subject(record), text(`, after ${tries}${why}`)]
  return [text(`The runtime hook ${hook} confirmed the order over `), ...subject(record), text(` after ${ms ?? 0} ms${why}`)]
}

/** Whoever cannot send receipts: that it acknowledged what it was told, and never that it did anything. */
function told(record: EventRecord): Parts {
  const { receiver = 'a receiver', events = 0, said } = record.detail as { receiver?: string; events?: number; said?: string }
  const all = events === 1 ? 'the event' : `all ${events} events`
  if (record.result === 'failed') return [text(`The receiver ${receiver} was not told all of the order over `), ...subject(record), text(said ? `: ${said}` : '')]
  return [text(`The receiver ${receiver} acknowledged ${all} of the order over `), ...subject(record)]
}

/** What one attempt at a step of a retirement found. */
function retirementStep(record: EventRecord): Parts {
  if (record.result === 'denied') return act(record)
  const { step: name = 'a step', attempt } = record.detail as { step?: string; attempt?: number }
  const tries = attempt === undefined || attempt === 1 ? '' : `, at attempt ${attempt}`
  if (record.result === 'ok') return [text(`Retiring `), ...subject(record), text(`: “${name}” is proven${tries}`)]
  return [text(`Retiring `), ...subject(record), text(`: “${name}” is not proven${tries}${record.reason ? `, because ${record.reason}` : ''}`)]
}

/** A note is what it says. */
const noted = ({ detail }: EventRecord): Parts => (typeof detail['note'] === 'string' ? [text(`: “${detail['note']}”`)] : [])

/** What was set of one step of an incident: done or not after all, whose it is, by when. */
function step(record: EventRecord): Parts {
  if (record.result === 'denied') return act(record)
  const { step: name = 'a step', done, owner, due_at: due } = record.detail as { step?: string; done?: boolean; owner?: string | null; due_at?: string | null }
  const said = [
    ...(done === undefined ? [] : [done ? 'did' : 'reopened']),
    ...(owner === undefined ? [] : [owner === null ? 'gave to nobody' : `gave to ${owner}`]),
    ...(due === undefined ? [] : [due === null ? 'took the due time off' : `set for ${due.slice(0, 16).replace('T', ' ')} UTC`]),
  ]
  const words = said.length > 1 ? `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}` : (said[0] ?? 'set')
  return [...actor(record), text(` ${words}${words === 'did' || words === 'reopened' ? '' : ':'} “${name}” in `), ...subject(record)]
}

const isOneself = (record: EventRecord) => (record.subject_kind === 'person' && record.subject_id === record.actor_id) || record.action.startsWith('signals.stream.')

/** On whose authority: for a person, or under a standing mandate; never "for" somebody who did not ask. */
function authority(record: EventRecord): Parts {
  const through = record.chain.slice(0, -1).map((id, index): SentencePart => ({ kind: 'agent', id, name: record.chain_names[index] ?? 'unknown agent' }))
  const root: Parts = record.root_person_id
    ? [
        text(record.autonomous ? ', autonomous, under the standing mandate of ' : ' for '),
        { kind: 'person', id: record.root_person_id, name: record.root_name ?? 'somebody' },
      ]
    : []
  const via: Parts = through.flatMap((agent, index) => [text(index === 0 ? ', through ' : ' and '), agent])
  return [...root, ...because(record), ...via]
}

const because = (record: EventRecord): Parts => (record.purpose ? [text(` because “${record.purpose}”`)] : [])

function actor(record: EventRecord): Parts {
  if (record.actor_kind === 'person' || record.actor_kind === 'agent' || record.actor_kind === 'point')
    return [{ kind: record.actor_kind, id: record.actor_id, name: record.actor_name }]
  return [text(record.actor_name)]
}

function toolPart(record: EventRecord): Parts {
  const server = record.tool_server ?? 'unknown'
  return [{ kind: 'tool', id: `mcp:${server}:${record.tool ?? ''}`, name: record.tool ?? 'a tool' }, text(' on '), { kind: 'server', id: server, name: server }]
}

function subject(record: EventRecord): Parts {
  const name = record.subject_name ?? record.subject_id ?? 'it'
  switch (record.subject_kind) {
    case 'agent':
    case 'person':
    case 'point':
    case 'mandate':
    case 'order':
    case 'server':
    case 'incident':
      return [{ kind: record.subject_kind, id: record.subject_id ?? '', name }]
    default:
      return [text(name)]
  }
}
