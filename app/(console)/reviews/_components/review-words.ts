import type { CampaignRow, LaunchCheck, ReviewDecision } from '@/lib/identity/reviews/contract'
import { moreTimeOf, takesAll, type Every, type NoResponse, type Reviewers, type ReviewScope, type Trigger, type Unsubmitted } from '@/lib/identity/reviews/terms'

export const DECISION_WORD: Readonly<Record<ReviewDecision, string>> = { keep: 'Keep', reduce: 'Reduce to used', remove: 'Remove' }
export const EFFECT_WORD = { pending: 'not applied yet', applied: 'applied', failed: 'failed', drifted: 'drifted back' } as const

export const SCOPE_WORD: Readonly<Record<ReviewScope, string>> = {
  all: 'All agents',
  team: 'A team',
  platform: 'A platform',
  risk: 'This risk or higher',
  sensitivity: 'Data of this sensitivity or higher',
  server: 'A tool server',
  new_days: 'Registered in the last (days)',
  changed_since: 'Changed since',
  ownerless: 'Owner or sponsor has left',
  not_reviewed_since: 'Not reviewed since',
  unused_days: 'Unused for (days)',
  agent: 'One agent (its id)',
}

export const SCOPE_HINT: Partial<Record<ReviewScope, string>> = {
  server: 'Its short name, such as files',
  new_days: 'Days, such as 31',
  changed_since: 'A date, such as 2026-01-31',
  not_reviewed_since: 'A date, such as 2026-01-31',
  unused_days: 'Days, such as 90',
  agent: 'Its id, from the agent’s page',
}

export const TRIGGER_WORD: Readonly<Record<Trigger, string>> = {
  document: 'A change of its document was approved',
  owner: 'It has a new owner',
  finding: 'What a review took away came back',
  secret: 'A hard-coded secret was found with it',
  inactive: 'It was not active for long',
}

export const REVIEWERS_WORD: Readonly<Record<Reviewers, string>> = { owner: 'The agent’s owner', sponsor: 'The agent’s sponsor', manager: 'The owner’s manager', resource_owner: 'The tool server’s owner', named: 'Named people' }
export const REVIEWERS_HINT: Partial<Record<Reviewers, string>> = {
  resource_owner: 'Of the server that is reviewed, or of the one that the agent has most tools of.',
  named: 'Each agent is one person’s: split evenly, and not to who asked for what it has.',
}
/** "its owner", in a sentence; named people by their names. */
export const reviewersText = ({ reviewers, named }: Pick<CampaignRow, 'reviewers' | 'named'>): string =>
  reviewers === 'named' ? named.map(({ name }) => name).join(', ') : REVIEWERS_WORD[reviewers].toLowerCase()
export const EVERY_WORD: Readonly<Record<Every, string>> = { weekly: 'Every week', monthly: 'Every month', quarterly: 'Every quarter', half_yearly: 'Every half-year', yearly: 'Every year' }

export function scopeText({ scope, value }: Pick<CampaignRow, 'scope' | 'value'>): string {
  switch (scope) {
    case 'all':
      return 'all agents'
    case 'team':
      return `agents of the team ${value}`
    case 'platform':
      return `agents on ${value}`
    case 'risk':
      return `agents of ${value} risk or higher`
    case 'sensitivity':
      return `agents with ${value} data or higher`
    case 'server':
      return `agents that may use ${value}`
    case 'new_days':
      return `agents registered in ${value} days`
    case 'changed_since':
      return `agents whose document changed since ${value?.slice(0, 10)}`
    case 'ownerless':
      return 'agents whose owner or sponsor has left'
    case 'not_reviewed_since':
      return `agents not reviewed since ${value?.slice(0, 10)}`
    case 'unused_days':
      return `agents unused for ${value} days`
    case 'agent':
      return 'one agent'
  }
}

export const NO_RESPONSE_WORD: Readonly<Record<NoResponse, string>> = {
  keep: 'Keep, and tell whoever launched it',
  reduce: 'Reduce to what was used',
  suspend: 'Suspend the agent',
  escalate: 'Escalate to the reviewer’s manager first, then suspend',
}
export const NO_RESPONSE_HINT: Partial<Record<NoResponse, string>> = {
  escalate: 'Once, to the manager or else to who reviews where that is nobody with access; with half of the review’s time more, at least a day and at most 14. The agent is suspended if they do not answer either, and at once where nobody else may review it.',
}

export const UNSUBMITTED_WORD: Readonly<Record<Unsubmitted, string>> = {
  submit: 'Submit it as it stands, where nobody else has to agree',
  no_response: 'Count it as no answer',
}
/** What becomes of what is decided and not submitted, as a sentence. */
export const unsubmittedText = (unsubmitted: Unsubmitted): string =>
  unsubmitted === 'submit' ? 'What is decided and not submitted by then is submitted as it stands; what needs a second person, or has moved since, counts as no answer.' : 'What is decided and not submitted by then counts as no answer.'

/** What silence costs, as a sentence; `when`: such as "on 7 December 2026". */
export function silenceText(loses: LaunchCheck['loses'], noResponse: NoResponse, when: string): string {
  if (noResponse === 'keep') return 'If nobody answers, no agent loses access; whoever launched it is told what is unanswered.'
  const agents = `${loses.agents} ${loses.agents === 1 ? 'agent loses' : 'agents lose'}`
  const what = takesAll(noResponse) ? 'all access' : `${loses.tools} unused ${loses.tools === 1 ? 'tool' : 'tools'}`
  const costs = `${agents} ${what}, ${loses.production} of them in production, ${loses.high} of high or critical risk.`
  return noResponse === 'escalate' ? `If nobody answers, it goes to their managers ${when}; if they do not answer either, ${costs}` : `If nobody answers: ${costs}`
}

const DAY_MS = 86_400_000
/** The rest of what an escalation does, of a review of so many milliseconds. */
export function escalationText(ownMs: number): string {
  const days = Math.round(moreTimeOf(ownMs) / DAY_MS)
  return `Without a manager with access it goes to the fallback. Whoever gets it has about ${days} more ${days === 1 ? 'day' : 'days'}. What nobody else may review loses all access at once, when it is first due.`
}

/** `mcp:files:read_file` as people read it. */
export const toolText = (scope: string): string => scope.split(':').slice(1).join(' / ')
