import { generateRegistrationOptions, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { read } from '@/lib/db/transaction'
import { CHALLENGE_MS, keepChallenge, newChallenge } from './internal/challenge'
import { RP_NAME, rpIdOf, type RelyingParty } from './internal/relying-party'
import type { SignedInPerson } from './person-actor'

/** What the browser needs to make a passkey for this person: discoverable, with its user verified, and none twice on one device. */
export async function beginPasskey(party: RelyingParty, { actor, email }: SignedInPerson): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await read(actor.tenantId, (tx) => tx.passkey.findMany({ where: { personId: actor.id } }))
  const challenge = newChallenge()
  await keepChallenge(`register ${actor.id}`, challenge)
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rpIdOf(party),
    // The person's id: it tells whoever holds the device nothing, and stays when an address changes (WebAuthn §14.6.1).
    userID: new Uint8Array(Buffer.from(actor.id)),
    userName: email,
    userDisplayName: actor.name,
    challenge,
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: known.map((passkey) => ({ id: passkey.credentialId, transports: passkey.transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}
