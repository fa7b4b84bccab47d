import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Invalid } from '../../refusals'
import type { PersonRef } from '../../registry/contract'
import { CONFIRM_FROM, ITEMS_MAX, type CampaignPlan, type LaunchCheck } from '../contract'
import { countPlanned, type Counted } from './count-planned'
import { plannedSql } from './planned-sql'
import { useSql } from './use'

type Raw = Pick<Tx, '$queryRaw'>

/** A point that has not asked for its lease for this long is silent (seconds). */
const SILENT_SECONDS = 60
/** What is gathered of a large estate takes longer than other acts may (milliseconds). */
export const PLANNING_MS = 60_000

/** The launch check: what a launch would fix, counted. */
export async function checkOf(tx: Raw, tenantId: string, plan: CampaignPlan, now: Date): Promise<Result<LaunchCheck, Invalid>> {
  const planned = await rowsOf(tx, tenantId, plan, now)
  return planned.ok ? checked(tx, plan, await countPlanned(tx, planned.value)) : planned
}

/**
 * Fixes what is reviewed, and by whom, under a campaign's id: rows that wait for their evidence. What they are is one
 * statement's, and the check is of the rows that were written.
 */
export async function stage(tx: Raw & Pick<Tx, '$executeRaw'>, tenantId: string, plan: CampaignPlan, { campaignId, now }: { campaignId: string; now: Date }): Promise<Result<LaunchCheck, Invalid>> {
  const planned = await rowsOf(tx, tenantId, plan, now)
  if (!planned.ok) return planned
  await tx.$executeRaw(Prisma.sql`
    insert into review_gathering (tenant_id, campaign_id, agent_id, agent_name, risk_level, kind, revision_id, document_digest, reviewer_id, second, third, by_fallback, ownerless, uncertifiable, steady, called, production, loses, losing, mandates)
    select ${tenantId}::uuid, ${campaignId}::uuid, x.agent_id, x.agent_name, x.risk_level, x.kind, x.revision_id, x.document_digest, x.reviewer_id, x.second, x.third, x.by_fallback, x.ownerless, x.uncertifiable, x.steady, x.called, x.production, x.loses, x.losing, x.mandates
    from (${planned.value}) x`)
  return checked(tx, plan, await countPlanned(tx, Prisma.sql`select * from review_gathering where campaign_id = ${campaignId}::uuid`))
}

async function rowsOf(tx: Raw, tenantId: string, plan: CampaignPlan, now: Date): Promise<Result<Prisma.Sql, Invalid>> {
  const gone = plan.named ? await withoutAccess(tx, tenantId, plan.named) : []
  if (gone.length > 0) return refuse({ code: 'invalid', fields: { named: gone.length === plan.named?.length ? 'is nobody here with access' : `names ${gone.length} without access here` } })
  const fallback = await personWithAccess(tx, tenantId, plan.fallback)
  if (!fallback) return refuse({ code: 'invalid', fields: { fallback: 'is nobody here with access' } })
  const use = await useSql(tx, tenantId, now)
  return ok(plannedSql({ tenantId, plan, fallbackId: fallback.id, administrators: await administratorsOf(tx, tenantId), use }))
}

async function checked(tx: Raw, plan: CampaignPlan, counted: Counted): Promise<Result<LaunchCheck, Invalid>> {
  if (counted.agents > ITEMS_MAX) return refuse({ code: 'invalid', fields: { scope: `has more than ${ITEMS_MAX} agents: review them in several campaigns` } })
  const { losing, losing_high: high, losing_production: production, losing_tools: tools, losing_names: names, digest, ...counts } = counted
  const { name: _name, ...what } = plan
  return ok({
    ...counts,
    silent_points: await silentPoints(tx),
    loses: { agents: losing, high, production, names, tools },
    confirm: losing >= CONFIRM_FROM,
    phased: losing > plan.phase_from,
    snapshot: digestOf({ what: JSON.parse(JSON.stringify(what)) as unknown, rows: digest }),
  })
}

export async function personWithAccess(tx: Raw, tenantId: string, id: string): Promise<PersonRef | null> {
  const [row] = asRows<PersonRef>(
    await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and status = 'active' and password_hash is not null`,
  )
  return row ?? null
}

async function withoutAccess(tx: Raw, tenantId: string, ids: readonly string[]): Promise<string[]> {
  const rows = asRows<{ id: string }>(await tx.$queryRaw`select id from person where tenant_id = ${tenantId}::uuid and id = any(${[...ids]}::uuid[]) and status = 'active' and password_hash is not null`)
  return ids.filter((id) => !rows.some((row) => row.id === id))
}

async function administratorsOf(tx: Raw, tenantId: string): Promise<string[]> {
  const rows = asRows<{ id: string }>(await tx.$queryRaw`select id from person where tenant_id = ${tenantId}::uuid and role = 'admin' and status = 'active' and password_hash is not null`)
  return rows.map(({ id }) => id)
}

async function silentPoints(tx: Raw): Promise<number> {
  const [row] = asRows<{ silent: number }>(
    await tx.$queryRaw`
      select count(*)::int as silent from enforcement_point
      where revoked_at is null and (last_lease_at is null or last_lease_at < now() - make_interval(secs => ${SILENT_SECONDS}))`,
  )
  return row?.silent ?? 0
}
