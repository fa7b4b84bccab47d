import { verifyAuthenticationResponse, type AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Passkey } from '@/generated/prisma/client'
import { read } from '@/lib/db/transaction'
import { takeChallenge, type ChallengePurpose } from './challenge'
import type { AssertionResponse } from './read-credential'
import { originOf, rpIdOf, type RelyingParty } from './relying-party'

export type Verified = { newCounter: number; backedUp: boolean }
/** `stale`: the challenge is unknown, used, too old, or was made for something else. */
export type AssertionRefusal = 'stale' | 'not_verified' | 'counter_went_back'

/** The passkey that an answer names, whoever's it is; null when none is known here. */
export const passkeyOf = (answer: AssertionResponse): Promise<Passkey | null> =>
  read('system', (tx) => tx.passkey.findUnique({ where: { credentialId: answer.id } }))

/**
 * Whether a passkey signed this challenge, on our origin, for our host, after verifying its user (WebAuthn §7.2). A count
 * of signatures that went back means that there are two of what should be one (§6.1.1), and is refused.
 */
export async function verifyAssertion(party: RelyingParty, purpose: ChallengePurpose, passkey: Passkey, answer: AssertionResponse): Promise<Verified | AssertionRefusal> {
  let fresh = false
  const expectedChallenge = async (challenge: string): Promise<boolean> => (fresh = await takeChallenge(purpose, challenge))
  // The library compares the count itself but only says so in words; told that nothing was counted, it leaves that to us.
  const credential = { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 }
  const result = await verifyAuthenticationResponse({
    response: answer as AuthenticationResponseJSON,
    expectedChallenge,
    expectedOrigin: originOf(party),
    expectedRPID: rpIdOf(party),
    credential,
    requireUserVerification: true,
  }).catch(() => null) // it throws at whatever does not fit, with the reason in words
  if (!fresh) return 'stale'
  if (!result?.verified || !belongsTo(passkey, answer)) return 'not_verified'
  const { newCounter, credentialBackedUp } = result.authenticationInfo
  if (wentBack(Number(passkey.counter), newCounter)) return 'counter_went_back'
  return { newCounter, backedUp: credentialBackedUp }
}

/** Both zero: an authenticator that does not count. */
const wentBack = (known: number, now: number): boolean => (known > 0 || now > 0) && now <= known

/** §7.2 step 6: the handle, where there is one, names the person whose passkey it is. */
const belongsTo = (passkey: Passkey, answer: AssertionResponse): boolean =>
  answer.response.userHandle === undefined || answer.response.userHandle === '' || answer.response.userHandle === Buffer.from(passkey.personId).toString('base64url')

/** RFC 8176: what the signing key is kept in, that somebody was there, and that the authenticator knew them. */
export const amrOf = (passkey: Pick<Passkey, 'deviceType'>): string[] => [passkey.deviceType === 'singleDevice' ? 'hwk' : 'swk', 'user', 'mfa']
