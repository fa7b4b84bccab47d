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
      if (refusal.state === 'held_by_its_incident') return 'Its incident is not resolved yet, and restoring in full waits for that. Resolve the incident, with its cause, first.'
      return `It is ${refusal.state.replaceAll('_', ' ')} now, and that does not allow this.`
    case 'proof_required':
      return PROOF[refusal.why]
    case 'proof_mismatch':
      return 'What you approved was another act, so nothing was changed. Ask for a new approval.'
    case 'preview_changed':
      return 'What it would cover has changed since you read it, so nothing was stopped. Read what it covers now, and decide again.'
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

const PROOF: Readonly<Record<Extract<ApiRefusal, { code: 'proof_required' }>['why'], string>> = {
  missing: 'This needs your passkey. Nothing was changed yet.',
  not_given: 'You have not approved this with your passkey. Nothing was changed.',
  too_old: 'You approved this more than five minutes ago, so nothing was changed. Approve it again.',
  used: 'Your approval was used already: it is good for one act. Approve it again if this has to be done once more.',
}

const SEPARATION: Readonly<Record<string, string>> = {
  who_halted_does_not_restore: 'Whoever stopped it cannot restore it. Somebody else has to.',
  not_the_one_who_ordered: 'Whoever stopped it cannot restore it. Somebody else has to.',
  not_the_one_who_registered: 'Whoever registered an agent cannot approve it. Somebody else has to.',
  the_second_administrator_is_another: 'You asked for it, so another administrator has to confirm it.',
  wide_needs_a_second_administrator: 'This stops many people’s agents at once, so a second administrator has to confirm it. You can stop one agent, or all below it, by yourself now.',
  only_an_administrator_kills: 'Only an administrator can kill: it cannot be undone. You can suspend it now.',
  restored_in_stages: 'This is restored in stages: its owner and a reviewer sign, read-only first.',
  only_the_owner_signs_as_owner: 'Only its owner can sign as its owner.',
  owner_and_reviewer_are_two: 'You have signed already: the other signature is somebody else’s.',
  not_who_wrote_the_draft: 'Whoever wrote the draft cannot approve it. Somebody else has to.',
  high_risk_needs_an_admin: 'With high or critical risk an administrator approves it, with their passkey.',
  the_owner_does_not_approve_high_risk: 'With high or critical risk its owner cannot approve it. Another administrator has to.',
  only_who_wrote_it_or_answers_for_it: 'Only who wrote the draft, the agent’s owner or sponsor, or an administrator can end it.',
  marked_by_who_drew: 'Whoever drew a sample says what was found. You can draw the same by its seed.',
  only_who_answers_for_it: 'Only its owner, its sponsor or an administrator does this.',
  only_who_it_is_offered_to: 'Only the person it is offered to decides this.',
  only_who_offered_it: 'Only who offered it, or an administrator, takes the offer back.',
  only_its_reviewer_decides: 'Only its reviewer decides. An administrator can give it to somebody else.',
  an_administrator_certifies: 'An administrator certifies it, who neither decided nor answers for the agent.',
  the_certifier_is_another: 'You decided on it, so somebody else has to certify it.',
  the_certifier_does_not_answer_for_it: 'Its owner or sponsor cannot certify it. Another administrator has to.',
  the_certifier_did_not_ask_for_it: 'You asked for what is reviewed, so another administrator has to certify it.',
  only_who_was_asked_answers: 'Only whoever was asked can answer.',
  nobody_reviews_what_they_asked_for: 'In this review nobody decides on what they asked for. Choose somebody else.',
  only_its_reviewer_or_an_administrator_reassigns: 'Only its reviewer or an administrator gives it to somebody else.',
  only_the_sponsor: 'Only the agent’s sponsor can give it a standing mandate.',
}
