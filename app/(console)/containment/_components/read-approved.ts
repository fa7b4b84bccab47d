import 'server-only'
import { apiAsSignedIn } from '@/lib/console/api'
import { ConfirmHaltInput, SignRestoreInput } from '@/lib/identity/containment/contract'

/** What the person approved of this act on the authority's page; null for what is not theirs, was used, or is another act. */
async function approved(proofId: string | undefined, act: string): Promise<{ proof: string; input: Record<string, unknown> } | null> {
  const api = proofId ? await apiAsSignedIn() : null
  const found = proofId && api ? await api.proofs.get({ proofId }) : null
  return found?.ok && found.value.act === act && found.value.state === 'given' ? { proof: found.value.id, input: found.value.input } : null
}

export async function readConfirmation(proofId: string | undefined): Promise<{ proof: string; input: { requestId: string; snapshot: string } } | null> {
  const found = await approved(proofId, 'containment.confirm')
  const input = ConfirmHaltInput.safeParse(found?.input)
  return found && input.success ? { proof: found.proof, input: { requestId: input.data.requestId, snapshot: input.data.snapshot } } : null
}

type Signature = Pick<SignRestoreInput, 'stage' | 'signed_as' | 'incident_resolved' | 'cause'> & { orderId: string }
export async function readSignature(proofId: string | undefined, orderId: string): Promise<{ proof: string; input: Signature } | null> {
  const found = await approved(proofId, 'containment.restore.sign')
  const parsed = SignRestoreInput.safeParse(found?.input)
  if (!found || !parsed.success || parsed.data.orderId !== orderId) return null
  const { stage, signed_as, incident_resolved, cause } = parsed.data
  return { proof: found.proof, input: { orderId, stage, signed_as, incident_resolved, cause } }
}
