import type { Point } from '@/lib/identity/containment'
import type { FeedDeps } from './deps'
import { NO_STORE } from './problem'

/** GET /feed/snapshot: all that is contained in the tenants that the point serves, for a point that starts or missed an epoch. */
export const snapshotEndpoint =
  ({ issuer, signer, view }: FeedDeps) =>
  async (point: Point): Promise<Response> => {
    const tenants = await view.snapshotFor(point)
    const snapshot = await signer.sign('lanyard-snapshot+jwt', { iss: issuer, aud: point.id, iat: Date.now() / 1000, tenants })
    return Response.json({ snapshot }, { headers: NO_STORE })
  }
