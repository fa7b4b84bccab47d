import { apiAsSignedIn } from '@/lib/console/api'
import { BESIDE_BYTES_HEADER, EVIDENCE_KIND_HEADER, EVIDENCE_KINDS, type EvidenceVerdict } from '@/lib/console/evidence-verdict'
import { refused } from '@/lib/console/live'
import { isSameOrigin } from '@/lib/console/same-origin'
import { verifyEvidence } from '@/lib/console/verify-evidence'

/** A manifest or proof, and behind it the file, read as they come and kept nowhere. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return new Response(null, { status: 403 })
  const api = await apiAsSignedIn()
  if (!api) return refused({ code: 'signed_out' })
  const who = await api.me.get({})
  if (!who.ok) return refused(who.refusal)
  const said = request.headers.get(EVIDENCE_KIND_HEADER)
  const kind = EVIDENCE_KINDS.find((each) => each === said) ?? 'export'
  const besideBytes = Number(request.headers.get(BESIDE_BYTES_HEADER))
  if (!request.body) return verdict({ state: 'unknown', text: 'no file came' })
  return verdict(await verifyEvidence(api, { kind, besideBytes, body: request.body as unknown as AsyncIterable<Uint8Array> }))
}

const verdict = (of: EvidenceVerdict): Response => Response.json(of, { headers: { 'cache-control': 'no-store' } })
