/** What people are told of. `alarm`: it concerns what agents are kept from, so that nobody is spared it, and it does not wait for more. */
export const KINDS = {
  review_opened: { title: 'A review has items for you', alarm: false },
  review_reminder: { title: 'Your items in a review are due soon', alarm: false },
  review_escalated: { title: 'Somebody has not answered a review that you answer for', alarm: false },
  question_asked: { title: 'You are asked about an agent', alarm: false },
  question_answered: { title: 'A question of yours was answered', alarm: false },
  certify_waiting: { title: 'Decisions of a review wait for a second person', alarm: false },
  apply_waiting: { title: 'A review’s decisions wait for a confirmation', alarm: false },
  transfer_waiting: { title: 'An agent is offered to you', alarm: false },
  mandate_offered: { title: 'What a retired agent did is offered to an agent of yours', alarm: false },
  agent_lapsing: { title: 'An agent of yours stops unless somebody confirms it', alarm: false },
  halt_waiting: { title: 'A halt needs a second administrator', alarm: true },
  order_in_force: { title: 'An order is in force on an agent of yours', alarm: true },
  posture_fell: { title: 'The posture of the estate fell', alarm: false },
  drill_failed: { title: 'A drill of the kill switch failed', alarm: true },
} as const satisfies Record<string, { title: string; alarm: boolean }>
export type Kind = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]]
export const isAlarm = (kind: Kind): boolean => KINDS[kind].alarm
