import type { ActProof } from '@/generated/prisma/client'
import type { ProofView } from '../contract'

export const PROOFS_PATH = '/proofs'

export const toProofView = (issuer: string, proof: ActProof, now = new Date()): ProofView => ({
  id: proof.id,
  act: proof.act,
  input: proof.input as Record<string, unknown>,
  summary: proof.summary,
  digest: proof.digest,
  state: proof.usedAt ? 'used' : proof.provedAt ? 'given' : proof.expiresAt > now ? 'asked' : 'expired',
  url: `${issuer}${PROOFS_PATH}/${proof.id}`,
  expires_at: proof.expiresAt.toISOString(),
})
