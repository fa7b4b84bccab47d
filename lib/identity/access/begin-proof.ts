import { createHash, randomBytes } from 'node:crypto'
import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { read } from '@/lib/db/transaction'
import type { PersonId } from '@/lib/kernel/ids'
import { trustedId } from '@/lib/kernel/ids'
import { CHALLENGE_MS, keepChallenge } from './internal/challenge'
import { rpIdOf, type RelyingParty } from './internal/relying-party'

export type ProofRequest = {
  id: string
  act: string
  summary: string
  digest: string
  returnTo: string
  expiresAt: Date
  person: { id: PersonId; name: string; tenantName: string }
  passkeys: number
}

/** What a person is asked to approve; null once it is given, too old, or never was. */
export async function peekProof(id: string, now = new Date()): Promise<ProofRequest | null> {
  return read('system', async (tx) => {
    const proof = await tx.actProof.findFirst({ where: { id, provedAt: null, usedAt: null, expiresAt: { gt: now } } })
    const person = proof && (await tx.person.findFirst({ where: { id: proof.personId, status: 'active' } }))
    if (!proof || !person) return null
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: proof.tenantId } })
    const passkeys = await tx.passkey.count({ where: { personId: person.id } })
    const { act, summary, digest, returnTo, expiresAt } = proof
    return { id, act, summary, digest, returnTo, expiresAt, person: { id: trustedId<'person'>(person.id), name: person.name, tenantName: tenant.name }, passkeys }
  })
}

/** What the passkey signs: a nonce of this page, and the digest of the act. */
export const proofChallenge = (nonce: string, digest: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(`lanyard act proof\n${nonce}\n${digest}`).digest())

/** @returns the nonce, for the form: the answer is good only together with it and with the digest in the database */
export async function beginProof(party: RelyingParty, { id, digest, person }: ProofRequest): Promise<{ nonce: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  const passkeys = await read('system', (tx) => tx.passkey.findMany({ where: { personId: person.id } }))
  const nonce = randomBytes(32).toString('base64url')
  const challenge = proofChallenge(nonce, digest)
  await keepChallenge(`prove ${id}`, challenge)
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(party),
    challenge,
    timeout: CHALLENGE_MS,
    allowCredentials: passkeys.map((passkey) => ({ id: passkey.credentialId, transports: passkey.transports })),
    userVerification: 'required',
  })
  return { nonce, options }
}
