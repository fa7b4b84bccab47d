/**
 * Why something was refused, in words an analyst and an agent's author both understand. Keys are the recorded reason
 * codes (names of decision checks, separation rules, permission denials); the record keeps the code, pages show this.
 */
const REASONS: Record<string, string> = {
  signature: 'the token was not signed by this authority',
  audience: 'the token is for another resource',
  expiry: 'the token had expired',
  proof_of_possession: 'the caller did not prove possession of the token’s key',
  lease: 'the enforcement point had lost its lease and refused everything',
  containment: 'the agent, or one above it in the chain, is halted',
  contained: 'the agent, or one above it in the chain, is halted',
  scope: 'the authority passed down the chain does not include this tool',
  document: 'the approved identity document does not allow it',
  mandate: 'there is no live mandate for it',
  edge: 'the agent above may not delegate to this one',
  depth: 'the chain would be deeper than allowed',
  cycle: 'the agent is already in the chain',
  owner_alive: 'the agent has no live owner and sponsor',
  wrong_password: 'the password was wrong',
  unknown_account: 'there is no such account',
  too_many_tries: 'there were too many tries',
  unknown_passkey: 'the passkey is not one that is known here',
  not_verified: 'the passkey’s answer did not verify',
  stale_challenge: 'the page was too old, or was answered before',
  other_challenge: 'what the passkey signed was not this act',
  counter_went_back: 'the passkey’s count of signatures went back, as if there were two of it',
  wrong_recovery_code: 'the recovery code was wrong, or was used before',
  last_way_in: 'it is the last way to sign in',
  proof_used: 'the proof of approval was used before',
  proof_mismatch: 'the proof of approval was for another act',
  deactivated: 'the account is deactivated',
  declined: 'the person said no',
  own_role: 'nobody changes their own role',
  own_account: 'nobody does this to their own account',
  last_admin: 'somebody who can administer has to stay',
  'denied:role': 'their role does not allow it',
  'denied:root': 'the root token may never do this',
  'denied:job': 'this job may not do it',
  'denied:actor_kind': 'only people may do this',
  'denied:other_tenant': 'it is not theirs to see',
}

/** A code that is not in the table is shown as it is: an unknown reason must not look like a known one. */
export const reasonInWords = (code: string | null): string | null => (code === null ? null : (REASONS[code] ?? code.replaceAll('_', ' ')))
