import type { Drill, DrillProbe } from '@/generated/prisma/client'
import { DRILL_STATES, PROBE_STATES, type DrillView, type ProbeView } from '../contract'

export function drillView(drill: Drill, probes: readonly DrillProbe[]): DrillView {
  return {
    id: drill.id,
    state: DRILL_STATES.find((state) => state === drill.state) ?? 'done',
    outcome: drill.outcome === 'passed' || drill.outcome === 'failed' ? drill.outcome : null,
    problem: drill.problem,
    asked_by: { kind: drill.askedByKind, name: drill.askedByName },
    asked_at: drill.askedAt.toISOString(),
    ended_at: drill.endedAt?.toISOString() ?? null,
    order_id: drill.orderId,
    p50_ms: drill.p50Ms,
    p99_ms: drill.p99Ms,
    points_proven: drill.pointsProven,
    points_total: drill.pointsTotal,
    probes: probes.map(probeView).sort((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'point' ? -1 : 1)),
  }
}

const probeView = (probe: DrillProbe): ProbeView => ({
  place: probe.place,
  kind: probe.kind === 'point' ? 'point' : 'grant',
  name: probe.name,
  state: PROBE_STATES.find((state) => state === probe.state) ?? 'not_proven',
  samples: probe.samples,
  receipt_ms: probe.receiptMs,
  calls: probe.calls,
  detail: probe.detail,
})
