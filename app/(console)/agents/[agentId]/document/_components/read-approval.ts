import 'server-only'
import { apiAsSignedIn } from '@/lib/console/api'

/** What the person comes back with from the authority's page; null for what is not theirs, or approves no draft of this agent. */
export async function readApproval(proofId: string | undefined, agentId: string): Promise<{ id: string; state: string; digest: string } | null> {
  const api = proofId ? await apiAsSignedIn() : null
  const proof = proofId && api ? await api.proofs.get({ proofId }) : null
  if (!proof?.ok) return null
  const { id, act, input, state } = proof.value
  if (act !== 'registry.agent.approve' || input.agentId !== agentId || typeof input.digest !== 'string') return null
  return { id, state, digest: input.digest }
}
