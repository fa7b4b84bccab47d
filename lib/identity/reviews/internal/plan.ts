import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { refuse, type Result } from '@/lib/kernel/result'
import type { Invalid } from '../../refusals'
import type { PersonRef } from '../../registry/contract'
import { CONFIRM_FROM, ITEMS_MAX, type CampaignPlan, type Evidence, type LaunchCheck } from '../contract'
import { reductionOf } from '../recommend'
import { whySecond } from '../separation'
import { reviewedAgents } from './reviewed-agents'
import { evidenceOf } from './snapshot'

export type PlannedItem = { evidence: Evidence; reviewer: PersonRef; second: boolean; third: boolean; byFallback: boolean }
export type Plan = { items: PlannedItem[]; check: LaunchCheck; fallback: PersonRef }

/** A point that has not asked for its lease for this long is silent (seconds). */
const SILENT_SECONDS = 60

/** What a launch would freeze and whom it would ask. The launch check shows this, and the launch does it. */
export async function planOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, plan: CampaignPlan, now: Date): Promise<Result<Plan, Invalid>> {
  const named = plan.reviewer === undefined ? null : await personWithAccess(tx, tenantId, plan.reviewer)
  if (plan.reviewer !== undefined && !named) return refuse({ code: 'invalid', fields: { reviewer: 'is nobody here with access' } })
  const fallback = await personWithAccess(tx, tenantId, plan.fallback)
  if (!fallback) return refuse({ code: 'invalid', fields: { fallback: 'is nobody here with access' } })
  const agents = await reviewedAgents(tx, tenantId, plan)
  if (agents.length > ITEMS_MAX) return refuse({ code: 'invalid', fields: { scope: `has more than ${ITEMS_MAX} agents: review them in several campaigns` } })
  const evidence = await evidenceOf(tx, tenantId, agents, now)
  const items = [...evidence.values()].map((one): PlannedItem => {
    const chosen = plan.reviewers === 'named' ? named && { ...named, live: true } : one[plan.reviewers]
    const fits = chosen !== null && chosen.live && !(plan.independence === 'strict' && one.requesters.includes(chosen.id))
    const reviewer = fits ? { id: chosen.id, name: chosen.name } : fallback
    const second = plan.stages >= 2 || whySecond(relationsOf(one), reviewer.id) !== null
    return { evidence: one, reviewer, second, third: plan.stages >= 3, byFallback: !fits }
  })
  return { ok: true, value: { items, fallback, check: checkOf(items, plan, { silent: await silentPoints(tx), administrators: await administratorsOf(tx, tenantId) }) } }
}

export const relationsOf = (one: Pick<Evidence, 'owner' | 'sponsor' | 'requesters' | 'agent'>) => ({
  ownerId: one.owner.id,
  sponsorId: one.sponsor.id,
  requesters: one.requesters,
  riskLevel: one.agent.risk_level,
})
const isHigh = ({ evidence }: PlannedItem): boolean => ['high', 'critical'].includes(evidence.agent.risk_level)
const NAMES_SHOWN = 50
/** As people write where something runs. */
export const isProduction = (environment: string | null): boolean => environment !== null && /\bprod(uction)?\b/i.test(environment)
/** Administrators who may certify it: not its reviewer, not who answers for it, not who asked for it. */
const certifiersOf = ({ evidence, reviewer }: PlannedItem, administrators: readonly string[]): number =>
  administrators.filter((id) => ![reviewer.id, evidence.owner.id, evidence.sponsor.id, ...evidence.requesters].includes(id)).length
/** What is the same as at the last review, and could do little. */
export const isFolded = (one: Pick<Evidence, 'changed_because' | 'agent'>): boolean => one.changed_because.length === 0 && one.agent.risk_level === 'low'

type Around = { silent: number; administrators: readonly string[] }

function checkOf(items: readonly PlannedItem[], plan: CampaignPlan, { silent, administrators }: Around): LaunchCheck {
  const perReviewer = new Map<string, { person: PersonRef; items: number }>()
  for (const { reviewer } of items) perReviewer.set(reviewer.id, { person: reviewer, items: (perReviewer.get(reviewer.id)?.items ?? 0) + 1 })
  const unused = items.map((item) => ({ item, tools: reductionOf(item.evidence, plan.grace_days).removes.length }))
  const losing = plan.no_response === 'keep' ? [] : plan.no_response === 'suspend' ? unused : unused.filter(({ tools }) => tools > 0)
  const { name: _name, ...what } = plan
  return {
    agents: items.length,
    reviewers: [...perReviewer.values()].sort((a, b) => b.items - a.items || (a.person.name < b.person.name ? -1 : 1)),
    ownerless: items.filter(({ evidence }) => !evidence.owner.live).length,
    fallback: items.filter(({ byFallback }) => byFallback).length,
    need_second: items.filter(({ second }) => second).length,
    need_third: items.filter(({ third }) => third).length,
    uncertifiable: items.filter((item) => certifiersOf(item, administrators) < (item.third ? 2 : item.second ? 1 : 0)).length,
    unchanged_low_risk: items.filter(({ evidence }) => isFolded(evidence)).length,
    without_calls: items.filter(({ evidence }) => evidence.calls === 0).length,
    silent_points: silent,
    loses: {
      agents: losing.length,
      high: losing.filter(({ item }) => isHigh(item)).length,
      production: losing.filter(({ item }) => isProduction(item.evidence.environment)).length,
      names: losing.map(({ item }) => item.evidence.agent.name).slice(0, NAMES_SHOWN),
      tools: losing.reduce((sum, { item, tools }) => sum + (plan.no_response === 'suspend' ? item.evidence.tools.length : tools), 0),
    },
    confirm: losing.length >= CONFIRM_FROM,
    phased: losing.length > plan.phase_from,
    // Use moves with every call; what is reviewed, by whom and what silence costs must be what was read.
    snapshot: digestOf({
      what: JSON.parse(JSON.stringify(what)) as unknown,
      items: items.map(({ evidence, reviewer, second, third }) => [evidence.agent.id, evidence.document.digest, reviewer.id, second, third, evidence.mandates.map(({ id }) => id).sort()]),
      losing: losing.map(({ item }) => item.evidence.agent.id),
    }),
  }
}

export async function personWithAccess(tx: Pick<Tx, '$queryRaw'>, tenantId: string, id: string): Promise<PersonRef | null> {
  const [row] = asRows<PersonRef>(
    await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and status = 'active' and password_hash is not null`,
  )
  return row ?? null
}

async function administratorsOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<string[]> {
  const rows = asRows<{ id: string }>(await tx.$queryRaw`select id from person where tenant_id = ${tenantId}::uuid and role = 'admin' and status = 'active' and password_hash is not null`)
  return rows.map(({ id }) => id)
}

async function silentPoints(tx: Pick<Tx, '$queryRaw'>): Promise<number> {
  const [row] = asRows<{ silent: number }>(
    await tx.$queryRaw`
      select count(*)::int as silent from enforcement_point
      where revoked_at is null and (last_lease_at is null or last_lease_at < now() - make_interval(secs => ${SILENT_SECONDS}))`,
  )
  return row?.silent ?? 0
}
