import 'server-only'
import { apiAsSignedIn } from '@/lib/console/api'
import { RotateKeysInput } from '@/lib/identity/keys/contract'

type RotationApproval = { proof: string; input: { forced: boolean; expected: string[] } }

/** What the person comes back with from the authority's page; null for what is not theirs, was used, or approves another act. */
export async function readRotationApproval(proofId: string | undefined): Promise<RotationApproval | null> {
  const api = proofId ? await apiAsSignedIn() : null
  const found = proofId && api ? await api.proofs.get({ proofId }) : null
  if (!found?.ok || found.value.act !== 'keys.signing_key.rotate' || found.value.state !== 'given') return null
  const input = RotateKeysInput.safeParse(found.value.input)
  return input.success && input.data.expected ? { proof: found.value.id, input: { forced: input.data.forced, expected: input.data.expected } } : null
}
