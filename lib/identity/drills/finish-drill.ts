import { z } from 'zod'
import { publish } from '@/lib/db/outbox'
import { asRows } from '@/lib/db/rows'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { DrillReport } from './contract'
import { judge } from './internal/judge'
import { command } from './internal/tables'

/** Concludes a drill from what was measured and what the points signed; kept for ever, and entered in the ledger. */
export const finishDrill = command({
  name: 'containment.drill.finish',
  input: z.object({ drillId: z.uuid(), problem: z.string().max(500).optional() }),
  resource: (tx, { drillId }, actor) => tx.drill.findFirst({ where: { id: drillId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: drill }): Promise<Result<Change & { value: null }, WrongState>> => {
    if (drill.state === 'done') return refuse({ code: 'wrong_state', state: 'done' })
    const { tenantId } = actor
    const report = DrillReport.safeParse(drill.report)
    const receipts = asRows<{ point_id: string; ms: number }>(
      await tx.$queryRaw`select point_id, ms from receipt where tenant_id = ${tenantId}::uuid and order_id = ${drill.orderId}::uuid`,
    )
    const found = judge(report.success ? report.data : null, input.problem ?? null)
    const { outcome, problem, p50, p99, proven, total, probes } = found
    await tx.drillProbe.createMany({
      data: probes.map((probe) => ({
        drillId: drill.id, tenantId, place: probe.place, kind: probe.kind, name: probe.name, state: probe.state, samples: probe.samples,
        receiptMs: receipts.find(({ point_id }) => point_id === probe.place)?.ms ?? null, calls: probe.calls, detail: probe.detail,
      })),
    }) // prettier-ignore
    await tx.drill.update({
      where: { id: drill.id },
      data: { state: 'done', heldUntil: null, outcome, problem, p50Ms: p50, p99Ms: p99, pointsProven: proven, pointsTotal: total, endedAt: new Date() },
    })
    if (outcome === 'failed') await publish(tx, { tenantId, topic: 'drill.failed', key: drill.id })
    return ok({
      value: null,
      subject: { kind: 'drill', id: drill.id, name: 'drill' },
      ...(drill.orderId ? { causeId: drill.orderId } : {}),
      detail: {
        drill_id: drill.id, outcome, problem, order_id: drill.orderId, p50_ms: p50, p99_ms: p99, points_proven: proven, points_total: total,
        places: probes.map(({ place, name, state, samples, detail }) => ({ place, name, state, samples, detail })),
      },
    }) // prettier-ignore
  },
})
