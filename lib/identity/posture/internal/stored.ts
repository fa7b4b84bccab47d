import { z } from 'zod'
import type { Tx } from '@/lib/db/transaction'
import { SETS } from '../contract'
import type { Counts, Weights } from '../score'

const Score = z.number().nullable()
const Facts = z.record(z.string(), z.object({ good: z.number(), total: z.number(), weight: z.number() }))
const Scores = z.object({ sets: z.record(z.enum(SETS), Score), dimensions: z.record(z.string(), Score) })
const StoredWeights = z.record(z.string(), z.number())

/** One day, as it was computed then: with the weights and the definitions of then. */
export type Snapshot = { day: string; version: number; takenAt: Date; counts: Counts; weights: Weights; scores: z.infer<typeof Scores> }
export type SnapshotRow = { day: Date; version: number; takenAt: Date; facts: unknown; scores: unknown }

export function toSnapshot({ day, version, takenAt, facts, scores }: SnapshotRow): Snapshot {
  const stored = Facts.parse(facts)
  return { day: day.toISOString().slice(0, 10), version, takenAt, counts: stored, weights: Object.fromEntries(Object.entries(stored).map(([id, { weight }]) => [id, weight])), scores: Scores.parse(scores) }
}

export type Setting = { weights: Weights; changedAt: Date | null; changedBy: string | null }

export async function settingOf(tx: Pick<Tx, 'postureSetting'>, tenantId: string): Promise<Setting> {
  const row = await tx.postureSetting.findUnique({ where: { tenantId } })
  return row ? { weights: StoredWeights.parse(row.weights), changedAt: row.changedAt, changedBy: row.changedBy } : { weights: {}, changedAt: null, changedBy: null }
}
