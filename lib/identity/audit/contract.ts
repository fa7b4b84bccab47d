import { z } from 'zod'
import { idField, PageInput, pageOf, proseField } from '@/lib/kernel/fields'
import { EventRow, ListEventsInput } from '../ledger/contract'

/** What an auditor looks at, by custom: enough to find what is common, few enough to follow each by hand. */
export const DRAW_EVENTS = 25
/** More than that is narrowed first: each of them is ranked. */
export const POPULATION_MAX = 1_000_000
export const VERDICTS = ['followed', 'not_followed'] as const

export const DrawFilter = ListEventsInput.pick({ person: true, agent: true, server: true, tool: true, result: true }).extend({ show: z.enum(['calls', 'all']).default('calls') })
export const DrawInput = DrawFilter.extend({
  since: z.iso.datetime({ offset: true }),
  /** Left out: now. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** Left out: one is made. The same seed, filter, period and size give the same events. */
  seed: z.string().trim().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, hyphen and underscore, at most 64').optional(),
  /** Entries of the log that it is drawn from: those of the draw that is repeated. Left out: as far as the newest signed head reaches. */
  size: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
})
export const DrawIdInput = z.object({ drawId: idField<'audit_draw'>() })
export const ListDrawsInput = PageInput
export const MarkInput = DrawIdInput.extend({
  number: z.coerce.number().int().min(1).max(DRAW_EVENTS),
  verdict: z.enum(VERDICTS),
  note: proseField(0, 1_000).default(''),
})

export const EVIDENCE_STATES = ['there', 'missing', 'not_needed'] as const
/** One thing that an event needs for it to be followed to its human. */
export const WalkEvidence = z.object({ what: z.enum(['human', 'mandate', 'chain', 'document', 'decision', 'outcome', 'sealed']), state: z.enum(EVIDENCE_STATES), detail: z.string() })
export type WalkEvidence = z.infer<typeof WalkEvidence>

export const DrawItemView = z.object({
  number: z.number().int(),
  position: z.string(),
  leaf_hash: z.string(),
  event: EventRow,
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  evidence: z.array(WalkEvidence),
  /** Nothing that is needed is missing. */
  complete: z.boolean(),
  mark: z.object({ verdict: z.enum(VERDICTS), note: z.string().nullable(), at: z.iso.datetime(), by: z.string() }).nullable(),
})
export type DrawItemView = z.infer<typeof DrawItemView>

const Summary = z.object({
  id: z.string(),
  seed: z.string(),
  filter: z.record(z.string(), z.string()),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  size: z.number().int(),
  population: z.number().int(),
  drawn_at: z.iso.datetime(),
  drawn_by: z.object({ id: z.string(), name: z.string() }),
  events: z.number().int(),
  marked: z.number().int(),
  not_followed: z.number().int(),
})
export const DrawSummary = Summary
export type DrawSummary = z.infer<typeof DrawSummary>
export const DrawPage = pageOf(DrawSummary)
export const DrawView = Summary.extend({
  items: z.array(DrawItemView),
  /** Whoever drew it says what was found. */
  may_mark: z.boolean(),
})
export type DrawView = z.infer<typeof DrawView>
export const DrawPackView = z.object({ name: z.string(), zip: z.string(), vkey: z.string() })
