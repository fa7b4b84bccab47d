import { createHash } from 'node:crypto'
import type { AgentCard } from '@/lib/identity/registry/card-contract'
import { canonicalJson } from '@/lib/kernel/canonical-json'
import { Fault } from '@/lib/kernel/fault'
import type { Signer } from '@/lib/kernel/signer'

export type SignedCard = AgentCard & { signatures: [{ protected: string; signature: string }] }

/** With the issuer's current key, over the canonical form of the card, which is left out of the signature (A2A 1.0 §8.4, RFC 7515 appendix F). */
export async function signCard({ issuer, signer }: { issuer: string; signer: Signer }, card: AgentCard): Promise<SignedCard> {
  const canonical = canonicalJson(card)
  const [head = '', payload, signature = ''] = (await signer.sign('JOSE', JSON.parse(canonical) as object, 'ES256', `${issuer}/oauth/jwks`)).split('.')
  if (payload !== Buffer.from(canonical).toString('base64url')) throw new Fault('what was signed is not the canonical form of the card')
  return { ...card, signatures: [{ protected: head, signature }] }
}

/** Weak (RFC 9110 §8.8.1): the same card signed twice is the same card, in other bytes. */
export const etagOf = (signed: SignedCard): string => `W/"${createHash('sha256').update(canonicalJson({ ...signed, signatures: [{ protected: signed.signatures[0].protected }] })).digest('base64url')}"`
