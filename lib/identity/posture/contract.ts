import { z } from 'zod'
import { PageInput, pageOf } from '@/lib/kernel/fields'

export const LEVELS = ['initial', 'developing', 'defined', 'managed', 'optimizing'] as const
export type Level = (typeof LEVELS)[number]
export const SETS = ['identity', 'operation'] as const
export type PostureSet = (typeof SETS)[number]
export const ROW_KINDS = ['agent', 'person', 'pair', 'key', 'event', 'log', 'item', 'point', 'drill', 'stream', 'order', 'found', 'server', 'machine'] as const
export type RowKind = (typeof ROW_KINDS)[number]
/** `unknown`: it could not be measured, which is never good. */
export const FACT_STATES = ['met', 'gap', 'unknown'] as const
export const WEIGHT_MAX = 5

const Share = z.number().min(0).max(1)
export const Remedy = z.object({
  label: z.string(),
  href: z.string(),
  /** What it takes to be let in there. */
  permission: z.string(),
  /** Each row is mended by itself, and how. */
  rows: z.enum(['edit', 'retire']).nullable(),
})
export const FactView = z.object({
  id: z.string(),
  dimension: z.string(),
  title: z.string(),
  /** What makes a row good, out of which rows. */
  formula: z.string(),
  /** Name of the query that the number and the list both come from; null where nothing can be asked yet. */
  source: z.string().nullable(),
  state: z.enum(FACT_STATES),
  good: z.number().int(),
  /** Nought: there was nothing to measure. */
  total: z.number().int(),
  /** Share of good rows from which the fact is met. */
  threshold: Share,
  weight: z.number().int().min(0).max(WEIGHT_MAX),
  default_weight: z.number().int(),
  effort: z.number().int(),
  /** Points of the set's score that meeting it would add, divided by the effort: what gaps are ordered by. */
  gain: z.number(),
  references: z.array(z.string()),
  /** How the rows are made good; null where the product has no means of it yet. */
  remedy: Remedy.nullable(),
  /** What would have to exist before it can be measured. */
  needs: z.string().nullable(),
})
export type FactView = z.infer<typeof FactView>

const Score = z.number().min(0).max(100).nullable()
export const DimensionView = z.object({
  id: z.string(),
  set: z.enum(SETS),
  title: z.string(),
  about: z.string(),
  /** Null: no fact of it could be measured. */
  score: Score,
  level: z.enum(LEVELS).nullable(),
  before: Score,
  /** What its facts add up to when each stands at its threshold. */
  target: z.number(),
  /** Of somebody else's assessments; null where none is published. */
  published: z.number().nullable(),
  measured: z.number().int(),
  facts: z.array(FactView),
})
export type DimensionView = z.infer<typeof DimensionView>

export const FrameworkView = z.object({
  id: z.string(),
  title: z.string(),
  note: z.string(),
  source: z.string(),
  controls: z.array(z.object({ id: z.string(), title: z.string(), facts: z.array(z.object({ id: z.string(), title: z.string(), state: z.enum(FACT_STATES) })), state: z.enum(['supports', 'partly', 'gaps', 'unknown']) })),
})
export type FrameworkView = z.infer<typeof FrameworkView>

const Counted = z.object({ good: z.number().int(), total: z.number().int() })
/** `points`: of its set's score, that it took or added. */
const Moved = z.object({ id: z.string(), title: z.string(), dimension: z.string(), set: z.enum(SETS), from: Counted, to: Counted, points: z.number() })
export type Moved = z.infer<typeof Moved>
export const FallView = z.object({ subject: z.string(), title: z.string(), from: z.number(), to: z.number(), since: z.iso.date(), noticed_at: z.iso.datetime(), facts: z.array(Moved) })
export type FallView = z.infer<typeof FallView>
/** What others published beside what is measured here; each says what it counts. */
export const FigureView = z.object({
  id: z.string(),
  title: z.string(),
  published: z.array(z.object({ value: z.string(), source: z.string(), counts: z.string() })),
  ours: z.object({ value: z.string(), counts: z.string(), fact: z.string(), show: z.enum(['good', 'bad', 'all']) }).nullable(),
  /** Rows that could not be measured and are in no figure, and the fact that lists them as falling short. */
  unknown: z.object({ rows: z.number().int(), fact: z.string() }).nullable(),
  note: z.string(),
})
export type FigureView = z.infer<typeof FigureView>
export const PostureView = z.object({
  /** `nothing_yet`: there is no agent, so nothing to score. `not_computed`: there is, and the first snapshot is on its way. */
  state: z.enum(['nothing_yet', 'not_computed', 'computed']),
  version: z.number().int(),
  taken_at: z.iso.datetime().nullable(),
  scores: z.object({ identity: Score, operation: Score }),
  /** The day that `before` is of: a quarter ago, or the first there is. Null: there is none before today. */
  before: z.object({ day: z.iso.date(), comparable: z.boolean(), scores: z.object({ identity: Score, operation: Score }) }).nullable(),
  /** The newest day before today, for what moved since. */
  since: z.object({ day: z.iso.date(), scores: z.object({ identity: Score, operation: Score }), moved: z.array(Moved) }).nullable(),
  /** The same for a week: the newest day that is a week old, or the first there is. */
  week: z.object({ day: z.iso.date(), comparable: z.boolean(), scores: z.object({ identity: Score, operation: Score }), moved: z.array(Moved) }).nullable(),
  /** Scores that fell too far in the last week, newest first. */
  falls: z.array(FallView),
  figures: z.array(FigureView),
  dimensions: z.array(DimensionView),
  /** Facts that are not met and can be measured, or that a remedy would make measurable; most risk for the least effort first. */
  gaps: z.array(FactView),
  frameworks: z.array(FrameworkView),
  /** The four questions of an agent's page: of how many agents each is answered. */
  questions: z.array(FactView),
  trend: z.array(z.object({ day: z.iso.date(), version: z.number().int(), scores: z.record(z.string(), Score) })),
  weights_changed: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
})
export type PostureView = z.infer<typeof PostureView>

/** One line, for the first page. */
export const PostureLine = PostureView.pick({ state: true, taken_at: true, scores: true, since: true, falls: true }).extend({ worst: FactView.nullable() })
export type PostureLine = z.infer<typeof PostureLine>

export const FactRowsInput = PageInput.extend({
  fact: z.string().regex(/^[a-z_]{3,40}$/, 'not a fact'),
  show: z.enum(['bad', 'good', 'all']).default('bad'),
  /** Of agents: only those of this team, platform or risk level; `of` left out: of no team. */
  by: z.enum(['team', 'platform', 'risk']).optional(),
  of: z.string().max(200).optional(),
})
export const FactRow = z.object({ id: z.string(), kind: z.enum(ROW_KINDS), name: z.string(), detail: z.string(), good: z.boolean() })
export type FactRow = z.infer<typeof FactRow>
/** The fact as it stands now, and the rows that make it, counted and listed by one condition. */
export const FactRowsView = pageOf(FactRow).extend({ fact: FactView })
export type FactRowsView = z.infer<typeof FactRowsView>

export const ConfigureInput = z.strictObject({
  /** Weights that differ from the definitions; facts that are not named weigh what those say. */
  weights: z.record(z.string().regex(/^[a-z_]{3,40}$/, 'not a fact'), z.number().int().min(0).max(WEIGHT_MAX)),
})
export const ConfiguredView = z.object({ weights: z.record(z.string(), z.number().int()), changed_at: z.iso.datetime() })

export const COMPARED_BY = ['team', 'platform', 'risk'] as const
export const CompareInput = z.object({ by: z.enum(COMPARED_BY).default('team') })
const Count = z.number().int()
export const CompareView = z.object({
  by: z.enum(COMPARED_BY),
  /** Null: nothing is computed yet. */
  taken_at: z.iso.datetime().nullable(),
  /** Groups with fewer agents are not ranked. */
  ranked_min: Count,
  groups: z.array(
    z.object({
      /** Null: of no team. */
      of: z.string().nullable(),
      agents: Count,
      score: Score,
      /** What agents of the same risk levels reach in the whole estate. */
      expected: Score,
      difference: z.number().nullable(),
      rank: Count.nullable(),
      small: z.boolean(),
      mix: z.array(z.object({ risk: z.string(), agents: Count })),
      mix_note: z.string().nullable(),
      /** What falls shortest first. */
      facts: z.array(z.object({ id: z.string(), title: z.string(), threshold: Share, weight: Count, good: Count, total: Count, expected: z.number().nullable() })),
    }),
  ),
  /** The smallest groups, where there are too many. */
  left_out: z.object({ groups: Count, agents: Count }),
})
export type CompareView = z.infer<typeof CompareView>

/** Left out: the newest snapshot. */
export const ReportInput = z.object({ day: z.iso.date().optional() })
export const ReportFiles = z.object({
  /** Without an ending. */
  name: z.string(),
  /** A signed file (`lanyard verify`): the report, and what its PDF is. */
  json: z.string(),
  /** Base64. */
  pdf: z.string(),
  /** The log's key, by which it is signed. */
  vkey: z.string(),
})
export type ReportFiles = z.infer<typeof ReportFiles>
