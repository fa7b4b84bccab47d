import { z } from 'zod'
import type { PointView } from './contract'
import { query } from './internal/tables'
import { mayHoldLease } from './lease-window'

/** The enforcement points that serve this tenant, with their leases. */
export const listPoints = query({
  name: 'containment.point.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<PointView[]> => {
    const now = new Date()
    const points = await tx.enforcementPoint.findMany({
      where: { OR: [{ tenantId: null }, { tenantId: actor.tenantId }] },
      orderBy: { name: 'asc' },
    })
    return points.map((point) => ({
      id: point.id,
      name: point.name,
      url: point.url,
      server: point.server,
      state: stateOf(point, now),
      enrolled_at: point.enrolledAt.toISOString(),
      last_lease_at: point.lastLeaseAt?.toISOString() ?? null,
    }))
  },
})

function stateOf(point: { revokedAt: Date | null; lastLeaseAt: Date | null }, now: Date): PointView['state'] {
  if (point.revokedAt) return 'revoked'
  if (!point.lastLeaseAt) return 'never_connected'
  return mayHoldLease(point.lastLeaseAt, now) ? 'connected' : 'lease_expired'
}
