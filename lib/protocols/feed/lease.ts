import { z } from 'zod'
import type { Point } from '@/lib/identity/containment'
import type { FeedDeps } from './deps'
import { INVALID, NO_STORE, problem } from './problem'

/** What is older than this must not be signed: a lease on it would outlive its meaning. */
const VIEW_AGE_MS_MAX = 1_000

const LeaseInput = z.strictObject({ nonce: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/) })

/**
 * POST /feed/lease: the epochs of the tenants that the point serves and the keys whose signatures are good, signed together with its nonce. From memory alone;
 * no query, no worker and no console stand between a point and its lease. `age_ms` says how old the epochs are, so
 * that the point can take it off the lease's life.
 */
export const leaseEndpoint =
  ({ issuer, signer, view, leases }: FeedDeps) =>
  async (body: unknown, point: Point): Promise<Response> => {
    const input = LeaseInput.safeParse(body)
    if (!input.success) return problem(INVALID)
    const age = view.ageMs()
    if (age > VIEW_AGE_MS_MAX) return problem({ status: 503, code: 'stale_view', title: 'the containment epochs are not known freshly enough' })
    const lease = await signer.sign('lanyard-lease+jwt', {
      iss: issuer,
      aud: point.id,
      nonce: input.data.nonce,
      iat: Date.now() / 1000,
      // It speaks of epochs and of keys: the older of the two is its age.
      age_ms: Math.ceil(Math.max(age, signer.ageMs())),
      epochs: view.epochsFor(point),
      kids: (await signer.publicKeys()).keys.map(({ kid }) => kid),
    })
    leases.add(point.id)
    return Response.json({ lease }, { headers: NO_STORE })
  }
