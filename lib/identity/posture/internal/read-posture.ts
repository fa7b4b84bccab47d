import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { DEFINITIONS_VERSION, FACTS, QUESTIONS } from '../definitions'
import type { PostureView } from '../contract'
import { settingOf, toSnapshot, type Snapshot } from './stored'
import { dimensionViews, factView, frameworkViews, gapsOf } from './views'

const QUARTER_DAYS = 90
/** Days that the trend goes back. */
const TREND_DAYS = 180

type Read = Pick<Tx, '$queryRaw' | 'postureSnapshot' | 'postureSetting'>

/** The snapshots that a day stands in the light of, the newest first; the day itself is the first. */
export async function snapshotsUpTo(tx: Pick<Tx, 'postureSnapshot'>, tenantId: string, day: string | null): Promise<Snapshot[]> {
  const days = await tx.postureSnapshot.findMany({ where: day === null ? { tenantId } : { tenantId, day: { lte: new Date(day) } }, orderBy: { day: 'desc' }, take: TREND_DAYS })
  return days.map(toSnapshot)
}

/** How an estate stands by its newest snapshot, and how it stood before. */
export async function readPosture(tx: Read, tenantId: string): Promise<PostureView> {
  const setting = await settingOf(tx, tenantId)
  const snapshots = await snapshotsUpTo(tx, tenantId, null)
  const now = snapshots[0]
  const common = { version: DEFINITIONS_VERSION, weights_changed: setting.changedAt ? { at: setting.changedAt.toISOString(), by: setting.changedBy ?? '' } : null }
  if (!now || !(await hasAgents(tx, tenantId))) {
    const state = (await hasAgents(tx, tenantId)) ? 'not_computed' : 'nothing_yet'
    return { ...common, state, taken_at: null, scores: { identity: null, operation: null }, before: null, since: null, dimensions: [], gaps: [], frameworks: frameworkViews(FACTS.map((fact) => factView(fact, {}, {}))), questions: [], trend: [] }
  }
  return { ...common, ...standing(now, snapshots.slice(1)) }
}

type Standing = Omit<PostureView, 'weights_changed'>

/** Where a snapshot stands, by itself and by the days before it: nothing else is looked at. */
export function standing(now: Snapshot, earlier: readonly Snapshot[]): Standing {
  const quarterAgo = new Date(now.takenAt.getTime() - QUARTER_DAYS * 86_400_000).toISOString().slice(0, 10)
  const before = earlier.find(({ day }) => day <= quarterAgo) ?? earlier.at(-1) ?? null
  const dimensions = dimensionViews(now, before)
  const facts = dimensions.flatMap((dimension) => dimension.facts)
  return {
    state: 'computed',
    version: now.version,
    taken_at: now.takenAt.toISOString(),
    scores: now.scores.sets,
    before: before && { day: before.day, comparable: isComparable(now, before), scores: before.scores.sets },
    since: earlier[0] ? { day: earlier[0].day, scores: earlier[0].scores.sets, moved: movedBetween(earlier[0], now) } : null,
    dimensions,
    gaps: gapsOf(facts),
    frameworks: frameworkViews(facts),
    questions: QUESTIONS.map((question) => factView(question, now.counts, now.weights)),
    trend: [now, ...earlier].map(({ day, version, scores }) => ({ day, version, scores: { ...scores.dimensions, ...scores.sets } })).reverse(),
  }
}

async function hasAgents(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<boolean> {
  const [found] = asRows<{ some: boolean }>(await tx.$queryRaw(Prisma.sql`select exists (select from agent a where a.tenant_id = ${tenantId}::uuid and a.registered_by <> 'containment.drill') as some`))
  return found?.some ?? false
}

type Moved = NonNullable<PostureView['since']>['moved'][number]

/** By the same definitions and the same weights: a score that moved then moved for a reason of the estate's. */
const isComparable = (one: Snapshot, other: Snapshot): boolean =>
  one.version === other.version && FACTS.every(({ id }) => one.weights[id] === other.weights[id])

const MOVED_MAX = 12
function movedBetween(from: Snapshot, to: Snapshot): Moved[] {
  return FACTS.flatMap(({ id, title, dimension }) => {
    const [was, is] = [from.counts[id] ?? { good: 0, total: 0 }, to.counts[id] ?? { good: 0, total: 0 }]
    return was.good === is.good && was.total === is.total ? [] : [{ id, title, dimension, from: { good: was.good, total: was.total }, to: { good: is.good, total: is.total } }]
  }).slice(0, MOVED_MAX)
}
