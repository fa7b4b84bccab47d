import type { ApiRefusal } from '@/lib/api/client'
import { unreachable } from '@/lib/kernel/fault'

/** A refusal in words, for whoever asked. Each also says what may be done instead, where something may. */
export function refusalText(refusal: ApiRefusal): string {
  switch (refusal.code) {
    case 'invalid':
      return Object.entries(refusal.fields)
        .map(([field, problem]) => (field === 'input' ? problem : `${field}: ${problem}`))
        .join('; ')
    case 'not_found':
      return 'It does not exist any more, or it is not yours to see.'
    case 'denied':
      return refusal.reason === 'role' ? 'Your role may not do this. Nothing was changed; the attempt is recorded.' : 'This is not allowed. Nothing was changed; the attempt is recorded.'
    case 'separated':
      return SEPARATION[refusal.rule] ?? `Separation of duties: ${refusal.rule.replaceAll('_', ' ')}. Somebody else has to do this.`
    case 'wrong_state':
      return `It is ${refusal.state.replaceAll('_', ' ')} now, and that does not allow this.`
    case 'conflict':
      return refusal.detail
    case 'signed_out':
      return 'Your session has ended, so nothing was sent. Sign in again to go on.'
    case 'too_many_requests':
      return `Too many requests. Try again in ${refusal.retryAfterSeconds} s.`
    default:
      return unreachable(refusal)
  }
}

const SEPARATION: Readonly<Record<string, string>> = {
  not_the_one_who_ordered: 'Whoever stopped it cannot restore it. Somebody else has to.',
  not_the_one_who_registered: 'Whoever registered an agent cannot approve it. Somebody else has to.',
  only_the_sponsor: 'Only the agent’s sponsor can give it a standing mandate.',
}
