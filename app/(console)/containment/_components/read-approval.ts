import 'server-only'
import { apiAsSignedIn } from '@/lib/console/api'
import type { ProofView } from '@/lib/identity/access/contract'

/** What the person comes back with from the authority's page; null for what is not theirs, or is no approval of this order. */
export async function readApproval(proofId: string | undefined, orderId: string): Promise<(ProofView & { reason: string }) | null> {
  const api = proofId ? await apiAsSignedIn() : null
  const proof = proofId && api ? await api.proofs.get({ proofId }) : null
  if (!proof?.ok) return null
  const { act, input } = proof.value
  if (act !== 'containment.restore' || input.orderId !== orderId || typeof input.reason !== 'string') return null
  return { ...proof.value, reason: input.reason }
}
