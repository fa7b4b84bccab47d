import { enrolPoint, LEASE_MS } from '@/lib/identity/containment'
import { EnrolPointInput } from '@/lib/identity/containment/feed-contract'
import type { Proof } from '../dpop/verify-proof'
import { publicJwkOf, thumbprintOf } from '../dpop/proof-key'
import type { FeedDeps } from './deps'
import { INVALID, NO_STORE, problem } from './problem'

/** POST /feed/enrol: a one-time code makes the key that signed this request an enforcement point's. */
export const enrolEndpoint =
  ({ view }: FeedDeps) =>
  async (body: unknown, proof: Proof): Promise<Response> => {
    const input = EnrolPointInput.safeParse(body)
    if (!input.success) return problem(INVALID)
    const { code, name, url, jwk } = input.data
    const named = publicJwkOf(jwk, jwk['kty'] === 'OKP' ? 'Ed25519' : 'ES256')
    if (!named || thumbprintOf(named) !== proof.jkt) return problem({ ...INVALID, title: 'jwk is not the key that signed the request' })
    const enrolled = await enrolPoint({ code, name, url, jwk: proof.jwk, thumbprint: proof.jkt })
    if (enrolled.ok) {
      await view.refresh().catch(() => undefined) // at worst its first request finds it
      return Response.json({ point_id: enrolled.value.pointId, name, lease_ms: LEASE_MS }, { status: 201, headers: NO_STORE })
    }
    switch (enrolled.refusal.code) {
      case 'bad_code':
        return problem({ status: 403, code: 'bad_code', title: 'the code is unknown, used, expired, or for another name' })
      case 'key_in_use':
        return problem({ status: 409, code: 'key_in_use', title: 'the key is another enforcement point’s' })
      case 'name_in_use':
        return problem({ status: 409, code: 'name_in_use', title: 'the name is another enforcement point’s' })
      case 'no_address':
        return problem({ ...INVALID, title: 'a gateway says where it is' })
      case 'key_revoked':
        return problem({ status: 403, code: 'key_revoked', title: 'the key was revoked: enrol with a new one' })
    }
  }
