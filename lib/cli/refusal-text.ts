import type { ApiRefusal } from '@/lib/api/client'
import { unreachable } from '@/lib/kernel/fault'
import { plain } from './plain'

const RULES: Readonly<Record<string, string>> = {
  not_the_one_who_registered: 'whoever registered an agent cannot approve it: somebody else has to',
  who_halted_does_not_restore: 'whoever stopped it cannot restore it: somebody else has to',
  wide_needs_a_second_administrator: 'this stops many people’s agents at once: a second administrator has to confirm it',
  only_an_administrator_kills: 'only an administrator can kill: it cannot be undone; suspend it now',
  not_who_wrote_the_draft: 'whoever wrote the draft cannot approve it: somebody else has to',
  high_risk_needs_an_admin: 'with high or critical risk an admin approves it, in the console and with their passkey',
  the_owner_does_not_approve_high_risk: 'with high or critical risk its owner cannot approve it: another admin has to',
  only_who_wrote_it_or_answers_for_it: 'only who wrote the draft, the agent’s owner or sponsor, or an admin can end it',
  only_who_answers_for_it: 'only its owner, its sponsor or an admin can do this',
  only_who_it_is_offered_to: 'only the person it is offered to decides this',
  only_who_offered_it: 'only who offered it, or an admin, can take the offer back',
  only_the_sponsor: 'only the agent’s sponsor can give it a standing mandate',
  only_those_concerned: 'only whoever gave the mandate, the agent’s owner or sponsor, an admin or an analyst can withdraw it',
}

/** A refusal for the terminal; one line a field where fields are wrong. */
export function refusalText(refusal: ApiRefusal): string {
  switch (refusal.code) {
    case 'invalid':
      return Object.entries(refusal.fields)
        .map(([field, problem]) => plain(field === 'input' ? problem : `\`${field}\` ${problem}`))
        .join('\n')
    case 'not_found':
      return 'there is no such thing here'
    case 'denied':
      return refusal.reason === 'root' ? 'the root token can never do this: sign in with `lanyard login`' : 'your role does not allow this; the attempt is recorded'
    case 'separated':
      return RULES[refusal.rule] ?? `somebody else has to do this (${plain(refusal.rule.replaceAll('_', ' '))})`
    case 'wrong_state':
      return `it is ${plain(refusal.state.replaceAll('_', ' '))}, and that does not allow this`
    case 'proof_required':
      return 'this needs a passkey, and a passkey needs a browser: do it in the console'
    case 'proof_mismatch':
      return 'what was approved with the passkey was another act: ask for a new approval in the console'
    case 'preview_changed':
      return 'what it would cover has changed since it was read, so nothing was stopped: look again with `lanyard halt preview`'
    case 'conflict':
      return plain(refusal.detail)
    case 'signed_out':
      return 'not signed in any more: run `lanyard login` again'
    case 'too_many_requests':
      return `too many requests: try again in ${refusal.retryAfterSeconds} s`
    default:
      return unreachable(refusal)
  }
}
