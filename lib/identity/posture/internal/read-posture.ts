import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { DEFINITIONS_VERSION, FACTS, QUESTIONS } from '../definitions'
import { FallView, type PostureView } from '../contract'
import { isComparable, movedBetween, titleOfSubject, weekBefore, WEEK_DAYS } from '../falls'
import { figuresOf } from '../published'
import { settingOf, toSnapshot, type Snapshot } from './stored'
import { dimensionViews, factView, frameworkViews, gapsOf } from './views'

const QUARTER_DAYS = 90
/** Days that the trend goes back. */
const TREND_DAYS = 180
const MOVED_MAX = 12

type Read = Pick<Tx, '$queryRaw' | 'postureSnapshot' | 'postureSetting' | 'postureFall'>

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
    return { ...common, state, taken_at: null, scores: { identity: null, operation: null }, before: null, since: null, dimensions: [], gaps: [], frameworks: frameworkViews(FACTS.map((fact) => factView(fact, {}, {}))), questions: [], week: null, falls: [], figures: figuresOf({}), trend: [] }
  }
  return { ...common, ...standing(now, snapshots.slice(1)), falls: await fallsOf(tx, tenantId, now) }
}

type Standing = Omit<PostureView, 'weights_changed' | 'falls'>

/** Where a snapshot stands, by itself and by the days before it: nothing else is looked at. */
export function standing(now: Snapshot, earlier: readonly Snapshot[]): Standing {
  const quarterAgo = new Date(now.takenAt.getTime() - QUARTER_DAYS * 86_400_000).toISOString().slice(0, 10)
  const before = earlier.find(({ day }) => day <= quarterAgo) ?? earlier.at(-1) ?? null
  const week = weekBefore(now.day, earlier)
  const dimensions = dimensionViews(now, before)
  const facts = dimensions.flatMap((dimension) => dimension.facts)
  return {
    state: 'computed',
    version: now.version,
    taken_at: now.takenAt.toISOString(),
    scores: now.scores.sets,
    before: before && { day: before.day, comparable: isComparable(now, before), scores: before.scores.sets },
    since: earlier[0] ? { day: earlier[0].day, scores: earlier[0].scores.sets, moved: movedBetween(earlier[0], now).slice(0, MOVED_MAX) } : null,
    week: week && { day: week.day, comparable: isComparable(now, week), scores: week.scores.sets, moved: movedBetween(week, now).slice(0, MOVED_MAX) },
    figures: figuresOf(now.counts),
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

/** What fell in the last week; what has come back since is not told any more. */
async function fallsOf(tx: Pick<Tx, 'postureFall'>, tenantId: string, now: Snapshot): Promise<FallView[]> {
  const since = new Date(Date.parse(now.day) - WEEK_DAYS * 86_400_000)
  const rows = await tx.postureFall.findMany({ where: { tenantId, day: { gt: since } }, orderBy: { noticedAt: 'desc' }, take: MOVED_MAX })
  return rows.flatMap((row) => {
    const score = row.subject in now.scores.sets ? now.scores.sets[row.subject as keyof typeof now.scores.sets] : (now.scores.dimensions[row.subject] ?? null)
    if (score !== null && score >= row.fromScore) return []
    return [{ subject: row.subject, title: titleOfSubject(row.subject), from: row.fromScore, to: row.toScore, since: row.since.toISOString().slice(0, 10), noticed_at: row.noticedAt.toISOString(), facts: FallView.shape.facts.parse(row.facts) }]
  })
}
