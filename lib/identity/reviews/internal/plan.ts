import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { refuse, type Result } from '@/lib/kernel/result'
import type { Invalid } from '../../refusals'
import type { PersonRef } from '../../registry/contract'
import { CONFIRM_FROM, ITEMS_MAX, type CampaignPlan, type Evidence, type LaunchCheck } from '../contract'
import { unusedOf } from '../recommend'
import { whySecond } from '../separation'
import { reviewedAgents } from './reviewed-agents'
import { evidenceOf } from './snapshot'

export type PlannedItem = { evidence: Evidence; reviewer: PersonRef; second: boolean; byFallback: boolean }
export type Plan = { items: PlannedItem[]; check: LaunchCheck; fallback: PersonRef }

/** A point that has not asked for its lease for this long is silent (seconds). */
const SILENT_SECONDS = 60

/** What a launch would freeze and whom it would ask. The launch check shows this, and the launch does it. */
export async function planOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, plan: CampaignPlan, now: Date): Promise<Result<Plan, Invalid>> {
  const fallback = await personWithAccess(tx, tenantId, plan.fallback)
  if (!fallback) return refuse({ code: 'invalid', fields: { fallback: 'is nobody here with access' } })
  const agents = await reviewedAgents(tx, tenantId, plan)
  if (agents.length > ITEMS_MAX) return refuse({ code: 'invalid', fields: { scope: `has more than ${ITEMS_MAX} agents: review them in several campaigns` } })
  const evidence = await evidenceOf(tx, tenantId, agents, now)
  const items = [...evidence.values()].map((one): PlannedItem => {
    const named = one[plan.reviewers]
    const fits = named.live && !(plan.independence === 'strict' && one.requesters.includes(named.id))
    const reviewer = fits ? { id: named.id, name: named.name } : fallback
    return { evidence: one, reviewer, second: whySecond(relationsOf(one), reviewer.id) !== null, byFallback: !fits }
  })
  return { ok: true, value: { items, fallback, check: checkOf(items, plan, await silentPoints(tx)) } }
}

export const relationsOf = (one: Pick<Evidence, 'owner' | 'sponsor' | 'requesters' | 'agent'>) => ({
  ownerId: one.owner.id,
  sponsorId: one.sponsor.id,
  requesters: one.requesters,
  riskLevel: one.agent.risk_level,
})
const isHigh = ({ evidence }: PlannedItem): boolean => ['high', 'critical'].includes(evidence.agent.risk_level)
/** What is the same as at the last review, and could do little. */
export const isFolded = (one: Pick<Evidence, 'changed_because' | 'agent'>): boolean => one.changed_because.length === 0 && one.agent.risk_level === 'low'

function checkOf(items: readonly PlannedItem[], plan: CampaignPlan, silent: number): LaunchCheck {
  const perReviewer = new Map<string, { person: PersonRef; items: number }>()
  for (const { reviewer } of items) perReviewer.set(reviewer.id, { person: reviewer, items: (perReviewer.get(reviewer.id)?.items ?? 0) + 1 })
  const unused = items.map((item) => ({ item, tools: unusedOf(item.evidence.tools).length }))
  const losing = plan.no_response === 'keep' ? [] : plan.no_response === 'suspend' ? unused : unused.filter(({ tools }) => tools > 0)
  const { name, due_at, ...what } = plan
  return {
    agents: items.length,
    reviewers: [...perReviewer.values()].sort((a, b) => b.items - a.items || (a.person.name < b.person.name ? -1 : 1)),
    ownerless: items.filter(({ evidence }) => !evidence.owner.live).length,
    fallback: items.filter(({ byFallback }) => byFallback).length,
    need_second: items.filter(({ second }) => second).length,
    unchanged_low_risk: items.filter(({ evidence }) => isFolded(evidence)).length,
    without_calls: items.filter(({ evidence }) => evidence.calls === 0).length,
    silent_points: silent,
    loses: {
      agents: losing.length,
      high: losing.filter(({ item }) => isHigh(item)).length,
      tools: losing.reduce((sum, { item, tools }) => sum + (plan.no_response === 'suspend' ? item.evidence.tools.length : tools), 0),
    },
    confirm: losing.length >= CONFIRM_FROM,
    // Use moves with every call; what is reviewed, by whom and what silence costs must be what was read.
    snapshot: digestOf({
      what: JSON.parse(JSON.stringify(what)) as unknown,
      items: items.map(({ evidence, reviewer, second }) => [evidence.agent.id, evidence.document.digest, reviewer.id, second, evidence.mandates.map(({ id }) => id).sort()]),
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

async function silentPoints(tx: Pick<Tx, '$queryRaw'>): Promise<number> {
  const [row] = asRows<{ silent: number }>(
    await tx.$queryRaw`
      select count(*)::int as silent from enforcement_point
      where revoked_at is null and (last_lease_at is null or last_lease_at < now() - make_interval(secs => ${SILENT_SECONDS}))`,
  )
  return row?.silent ?? 0
}
