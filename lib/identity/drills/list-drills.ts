import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import type { DrillProbe } from '@/generated/prisma/client'
import type { DrillsView } from './contract'
import { drillView } from './internal/drill-view'
import { findingsOf } from './internal/findings'
import { percentile } from './internal/percentile'
import { query } from './internal/tables'

/** Drills that are shown, and that the distributions are over. */
const DRILLS_MAX = 60

/** The drills of the tenant, newest first, with what all of them say of each point. Null interval: by hand alone. */
export const listDrills = ({ drillEverySeconds }: { drillEverySeconds: number | null }) =>
  query({
    name: 'containment.drill.list',
    input: z.object({}),
    answer: async (tx, { actor: { tenantId } }): Promise<DrillsView> => {
      const drills = await tx.drill.findMany({ where: { tenantId }, orderBy: [{ askedAt: 'desc' }, { id: 'desc' }], take: DRILLS_MAX })
      const probes = await tx.drillProbe.findMany({ where: { tenantId, drillId: { in: drills.map(({ id }) => id) } } })
      const points = asRows<{ id: string; name: string }>(
        await tx.$queryRaw`select id, name from enforcement_point where revoked_at is null and (tenant_id is null or tenant_id = ${tenantId}::uuid) order by name`,
      )
      const [tenant] = asRows<{ since: Date }>(await tx.$queryRaw`select created_at as since from tenant where id = ${tenantId}::uuid`)
      const views = drills.map((drill) => drillView(drill, probes.filter(({ drillId }) => drillId === drill.id)))
      const last = views.find((view) => view.p99_ms !== null && view.ended_at !== null)
      const records = points.map(({ id, name }) => recordOf(id, name, drills, probes))
      return {
        drills: views,
        last_measured:
          last && last.p99_ms !== null && last.ended_at !== null
            ? { at: last.ended_at, p99_ms: last.p99_ms, points_proven: last.points_proven ?? 0, points_total: last.points_total ?? 0 }
            : null,
        points: records,
        findings: findingsOf({ drills: views, points: records, since: new Date(tenant?.since ?? 0), everySeconds: drillEverySeconds, now: new Date() }),
        every_seconds: drillEverySeconds,
      }
    },
  })

function recordOf(id: string, name: string, drills: readonly { id: string; endedAt: Date | null }[], probes: readonly DrillProbe[]): DrillsView['points'][number] {
  const own = probes.filter(({ place }) => place === id)
  const proven = own.filter(({ state }) => state === 'refused')
  const samples = proven.flatMap((probe) => probe.samples)
  const at = drills.find((drill) => proven.some(({ drillId }) => drillId === drill.id))?.endedAt
  return { point_id: id, name, drills: own.length, proven: proven.length, p50_ms: percentile(samples, 0.5), p99_ms: percentile(samples, 0.99), last_proven_at: at?.toISOString() ?? null }
}
