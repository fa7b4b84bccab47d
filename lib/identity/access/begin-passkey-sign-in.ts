import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { CHALLENGE_MS, keepChallenge, newChallenge } from './internal/challenge'
import { rpIdOf, type RelyingParty } from './internal/relying-party'

/** No list of passkeys: the device knows whose it holds, so that nobody learns here who has one. */
export async function beginPasskeySignIn(party: RelyingParty, binding: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = newChallenge()
  await keepChallenge(`sign-in ${binding}`, challenge)
  return generateAuthenticationOptions({ rpID: rpIdOf(party), challenge, timeout: CHALLENGE_MS, userVerification: 'required' })
}
