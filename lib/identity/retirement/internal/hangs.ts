import { Prisma } from '@/generated/prisma/client'
import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import type { TenantId } from '@/lib/kernel/ids'
import { hooksTold, retirementCoverage } from '../../containment'
import type { RetirementPreview } from '../contract'
import { planOf, type Planned, type ToldSystem } from './plan'

type Named = { id: string; name: string }
export type RetiringAgent = { id: string; tenantId: TenantId; name: string; state: string; ownerId: string; sponsorId: string }
/** All that hangs on an agent, and what retiring it would do. */
export type Hanging = { agent: RetiringAgent; coverage: NonNullable<Awaited<ReturnType<typeof retirementCoverage>>>; steps: Planned[]; preview: RetirementPreview }

const LISTED_MAX = 500

type Row = { name: string; state: string; owner_id: string; sponsor_id: string; begun: boolean; named_by: Named[]; delegates_to: Named[]; keys: number; mandates: number; review_items: number }

/**
 * What the preview shows and the retirement is begun with: both call this and nothing else. Null: no such agent here.
 */
export async function hangingOn(tx: Pick<Tx, '$queryRaw' | 'runtimeHook'>, tenantId: TenantId, agentId: string): Promise<Hanging | null> {
  const [row] = asRows<Row>(
    await tx.$queryRaw`
      select a.name, a.state, a.owner_id, a.sponsor_id,
        exists (select from retirement t where t.agent_id = a.id) as begun,
        (select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name) order by x.name), '[]') from (
          select b.id, b.name from agent b join agent_revision r on r.id = b.revision_in_force_id
          where b.tenant_id = a.tenant_id and b.state <> 'retired' and b.id <> a.id and r.document->'may_delegate_to' ? a.id::text limit ${LISTED_MAX}) x) as named_by,
        (select coalesce(json_agg(json_build_object('id', b.id, 'name', b.name) order by b.name), '[]') from agent_revision r, jsonb_array_elements_text(r.document->'may_delegate_to') t(id)
          join agent b on b.id::text = t.id and b.tenant_id = a.tenant_id and b.state <> 'retired' where r.id = a.revision_in_force_id) as delegates_to,
        (select count(*)::int from agent_key k where k.agent_id = a.id and k.revoked_at is null) as keys,
        (select count(*)::int from mandate m where m.agent_id = a.id and m.tenant_id = a.tenant_id and m.withdrawn_at is null and m.expires_at > now()) as mandates,
        (select count(*)::int from review_item i where i.tenant_id = a.tenant_id and i.agent_id = a.id and i.final_at is null) as review_items
      from agent a where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid`,
  )
  const coverage = row ? await retirementCoverage(tx, tenantId, agentId) : null
  if (!row || !coverage) return null
  const systems = await systemsOf(tx, tenantId, agentId)
  const steps = planOf({ systems, hung: { documents: row.named_by.length, receivers: row.delegates_to.length, mandates: row.mandates, tasks: coverage.view.live_tokens === 0 ? 0 : await tasksOf(tx, tenantId, agentId) } })
  const { named_by, delegates_to, keys, mandates, review_items } = row
  const preview: RetirementPreview = {
    agent: { id: agentId, name: row.name },
    barred: row.begun ? 'its retirement was begun before' : null,
    covers: coverage.view,
    steps: steps.map(({ kind, title, about }) => ({ kind, title, about })),
    named_by,
    delegates_to,
    keys,
    mandates,
    review_items,
    systems: systems.map(({ id, name }) => ({ id, name })),
    // Not over keys, mandates or review items: who is concerned is what counts, as for a halt.
    snapshot_digest: digestOf({ covers: coverage.view.snapshot_digest, named_by: named_by.map(({ id }) => id), systems: systems.map(({ id }) => id) }),
  }
  return { agent: { id: agentId, tenantId, name: row.name, state: row.state, ownerId: row.owner_id, sponsorId: row.sponsor_id }, coverage, steps, preview }
}

/** Tasks that go through it now: what one person, or its sponsor, wants for one reason under one mandate. */
async function tasksOf(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, agentId: string): Promise<number> {
  const [row] = asRows<{ tasks: number }>(
    await tx.$queryRaw(Prisma.sql`select count(distinct (d.mandate_id, d.purpose))::int as tasks from delegation d where d.tenant_id = ${tenantId}::uuid and d.path @> array[${agentId}::uuid] and ${LIVE_DELEGATION_SQL}`),
  )
  return row?.tasks ?? 0
}

/** Who is called, and where something of this agent ends: tokens only where some were handed over. */
async function systemsOf(tx: Pick<Tx, '$queryRaw' | 'runtimeHook'>, tenantId: TenantId, agentId: string): Promise<ToldSystem[]> {
  const hooks = (await hooksTold(tx, tenantId)).map((hook) => ({ ...hook, kind: 'hook' as const }))
  const systems = asRows<ToldSystem>(
    await tx.$queryRaw`
      select s.id, s.name, s.kind from connected_system s
      where s.tenant_id = ${tenantId}::uuid and s.removed_at is null
        and (s.kind <> 'oauth' or exists (select from connected_token t where t.system_id = s.id and t.agent_id = ${agentId}::uuid and t.ended_at is null))
      order by lower(s.name)`,
  )
  return [...hooks, ...systems]
}
