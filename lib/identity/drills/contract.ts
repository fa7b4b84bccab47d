import { z } from 'zod'

/** Where nothing was ever measured, nobody should have to wait a day to learn whether a halt works here. */
export const FIRST_AFTER_SECONDS = 300

/** What a drill found at one place. Only `refused` was proven; what gave no answer, or was never let through before, was not. */
export const PROBE_STATES = ['refused', 'never_refused', 'no_answer', 'not_proven'] as const
export const DRILL_STATES = ['asked', 'keyed', 'ready', 'armed', 'ordered', 'probed', 'done'] as const
export type DrillState = (typeof DRILL_STATES)[number]

export const ProbeView = z.object({
  /** An enforcement point's id, or the grant of the token endpoint. */
  place: z.string(),
  kind: z.enum(['point', 'grant']),
  name: z.string(),
  state: z.enum(PROBE_STATES),
  /** From the order's commit to the answer that first refused, in milliseconds: one for each token held there. */
  samples: z.array(z.number()),
  receipt_ms: z.number().nullable(),
  calls: z.number().int(),
  detail: z.string(),
})
export type ProbeView = z.infer<typeof ProbeView>

export const DrillView = z.object({
  id: z.string(),
  state: z.enum(DRILL_STATES),
  outcome: z.enum(['passed', 'failed']).nullable(),
  problem: z.string().nullable(),
  asked_by: z.object({ kind: z.string(), name: z.string() }),
  asked_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  order_id: z.string().nullable(),
  p50_ms: z.number().nullable(),
  p99_ms: z.number().nullable(),
  points_proven: z.number().int().nullable(),
  points_total: z.number().int().nullable(),
  probes: z.array(ProbeView),
})
export type DrillView = z.infer<typeof DrillView>

/** Of every drill that is kept and that measured it. */
export const PointRecord = z.object({
  point_id: z.string(),
  name: z.string(),
  drills: z.number().int(),
  proven: z.number().int(),
  p50_ms: z.number().nullable(),
  p99_ms: z.number().nullable(),
  last_proven_at: z.iso.datetime().nullable(),
})

export const DrillFinding = z.object({
  kind: z.enum(['failed', 'overdue', 'never_proven']),
  severity: z.enum(['high', 'medium']),
  /** One sentence: what is known, and what is not. */
  text: z.string(),
})

export const DrillsView = z.object({
  drills: z.array(DrillView),
  /** The last that ended with a measurement. Null: never measured. */
  last_measured: z.object({ at: z.iso.datetime(), p99_ms: z.number(), points_proven: z.number().int(), points_total: z.number().int() }).nullable(),
  points: z.array(PointRecord),
  findings: z.array(DrillFinding),
  /** Null: drills are started by hand alone. */
  every_seconds: z.number().int().nullable(),
})
export type DrillsView = z.infer<typeof DrillsView>

export const SelfTestInput = z.object({
  /** The asker's own: an answer that holds it was not prepared before. */
  value: z.string().regex(/^[\x21-\x7e]{1,128}$/, 'is 1 to 128 printable characters without spaces'),
})
export const SelfTestView = z.object({
  value: z.string(),
  asked_at: z.iso.datetime(),
  /** Whether every point answered in time. `not_known` where one did not: that is an answer, and not a yes. */
  verdict: z.enum(['answered', 'not_known']),
  points: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: z.enum(['answered', 'not_known']),
      ms: z.number().nullable(),
      lease_held: z.boolean().nullable(),
      /** Signed by the point over the value; verify it with the point's enrolled key. */
      receipt: z.string().nullable(),
    }),
  ),
})
export type SelfTestView = z.infer<typeof SelfTestView>

/** What the process that probes hands over: as measured, judged by nobody yet. */
export const DrillReport = z.object({
  problem: z.string().max(500).nullable(),
  probes: z
    .array(ProbeView.omit({ receipt_ms: true }).extend({ name: z.string().max(200), detail: z.string().max(500), samples: z.array(z.number().finite().nonnegative()).max(20) }))
    .max(2_000),
})
export type DrillReport = z.infer<typeof DrillReport>
