import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../actor'
import { actDigest } from './internal/act-digest'

/** How long a proof is good for once it is given. */
export const PROOF_AGE_MS = 5 * 60_000

export type UsedProof = { ok: true; proof: { id: string; digest: string; passkey: string } } | { ok: false; why: 'not_given' | 'too_old' | 'used' | 'other_act' }

/**
 * Uses a proof up for the act that the caller's transaction is about to do, or says why it is none for it. One
 * statement decides, so of any number of uses at once one wins; if the transaction rolls back, it was not used.
 * A proof of somebody else, of another verb or of another input is `other_act`, like one that does not exist.
 */
export async function useProof(
  tx: Pick<Tx, 'actProof'>,
  actor: Actor,
  { proof, act, input }: { proof: string; act: string; input: unknown },
  now = new Date(),
): Promise<UsedProof> {
  const digest = actDigest({ act, tenantId: actor.tenantId, personId: actor.id, input })
  const mine = { id: proof, tenantId: actor.tenantId, personId: actor.kind === 'person' ? actor.id : NOBODY, act, digest }
  const oldest = new Date(now.getTime() - PROOF_AGE_MS)
  const { count } = await tx.actProof.updateMany({ where: { ...mine, usedAt: null, provedAt: { gt: oldest } }, data: { usedAt: now } })
  const row = await tx.actProof.findFirst({ where: mine })
  if (!row) return { ok: false, why: 'other_act' }
  if (count === 1 && row.passkeyId) return { ok: true, proof: { id: row.id, digest, passkey: row.passkeyId } }
  return { ok: false, why: row.usedAt ? 'used' : row.provedAt ? 'too_old' : 'not_given' }
}

/** Matches no row: only people prove. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
