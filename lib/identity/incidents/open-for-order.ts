import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { WIDE_GRAINS, type Grain } from '../containment/target'
import { merged, playbookFor, readableSteps } from './internal/playbooks'
import { stepRows } from './internal/step-rows'
import type { Actor } from '../actor'

type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>
export type OrderWritten = { id: string; tenantId: string; grain: Grain; target: { id: string; key: string | null; name: string }; by: { id: string; kind: string; name: string }; committedAt: Date }
export type Joined = { incident_id: string; incident: number; incident_opened: boolean }

/** Jobs whose orders are planned: a rehearsal, and what a review has decided. Nobody has to find out why. */
const PLANNED = ['containment.drill', 'reviews.apply']
export const opensNoIncident = ({ kind, id }: Pick<Actor, 'kind' | 'id'>): boolean => kind === 'job' && PLANNED.includes(id)

/**
 * Opens an incident for an order that was just written, or joins it to the open one over the same subject: the same
 * agent, person or server, an agent that an order of it covers, or one whose agent this order covers. Two statements, since the order's
 * own transaction holds the tenant's lock.
 *
 * INVARIANT: called under `lockContainment`, as is the resolving, so that no order joins what is being closed.
 */
export async function openForOrder(tx: Raw, order: OrderWritten): Promise<Joined> {
  const { joined, playbooks } = await lookAround(tx, order)
  if (joined) {
    await tx.$executeRaw`insert into incident_order (order_id, tenant_id, incident_id) values (${order.id}::uuid, ${order.tenantId}::uuid, ${joined.id}::uuid)`
    return { incident_id: joined.id, incident: joined.number, incident_opened: false }
  }
  const playbook = playbookFor(playbooks, order.grain)
  const id = newId<'incident'>()
  const rows = stepRows(playbook.steps, { who_halted: order.by.kind === 'person' ? order.by.id : null, agent_owner: null }, order.committedAt)
  // The owner is looked up where the step is written: only an agent has one.
  const steps = rows.map((row, index) => ({ ...row, by_agent_owner: playbook.steps[index]?.owner === 'agent_owner' }))
  const [opened] = asRows<{ number: number }>(
    await tx.$queryRaw`
      with opened as (
        insert into incident (id, tenant_id, number, grain, subject_id, subject_key, subject_name, playbook_slug, playbook_version, playbook_name, opened_at, opened_by, opened_by_name)
        select ${id}::uuid, ${order.tenantId}::uuid, coalesce(max(number), 0) + 1, ${order.grain}, ${order.target.id}::uuid, ${order.target.key}, ${order.target.name},
          ${playbook.slug}, ${playbook.version}::int, ${playbook.name}, ${order.committedAt}::timestamptz, ${order.by.id}, ${order.by.name}
        from incident where tenant_id = ${order.tenantId}::uuid
        returning number
      ),
      belongs as (
        insert into incident_order (order_id, tenant_id, incident_id) values (${order.id}::uuid, ${order.tenantId}::uuid, ${id}::uuid)
      ),
      steps as (
        insert into incident_step (id, tenant_id, incident_id, position, phase, title, detail, owner_id, due_at)
        select s.id, ${order.tenantId}::uuid, ${id}::uuid, s.position, s.phase, s.title, s.detail, coalesce(s."ownerId", case when s.by_agent_owner then a.owner_id end), s."dueAt"
        from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) s(id uuid, position int, phase text, title text, detail text, "ownerId" uuid, "dueAt" timestamptz, by_agent_owner boolean)
        left join agent a on a.id = ${order.target.id}::uuid and a.tenant_id = ${order.tenantId}::uuid
      )
      select number from opened`,
  )
  return { incident_id: id, incident: (opened as { number: number }).number, incident_opened: true }
}

async function lookAround(tx: Raw, { id, tenantId, grain, target }: OrderWritten) {
  const wide = (WIDE_GRAINS as readonly Grain[]).includes(grain)
  const [found] = asRows<{ joined: { id: string; number: number } | null; playbooks: { slug: string; version: number; name: string; grains: Grain[]; steps: unknown }[] | null }>(
    await tx.$queryRaw`
      select (
        select jsonb_build_object('id', i.id, 'number', i.number) from incident i
        where i.tenant_id = ${tenantId}::uuid and i.resolved_at is null and (
          (i.subject_id = ${target.id}::uuid and (not ${wide}::boolean or (i.grain = ${grain} and i.subject_key is not distinct from ${target.key}::text)))
          or exists (
            select from incident_order o join containment_cover c on c.order_id = o.order_id
            where o.incident_id = i.id and c.kind = 'agent' and c.subject_id = ${target.id}::uuid)
          or (not ${wide}::boolean and exists (
            select from containment_cover c where c.order_id = ${id}::uuid and c.kind = 'agent' and c.subject_id = i.subject_id)))
        order by i.opened_at desc, i.id desc limit 1
      ) as joined,
      (select jsonb_agg(to_jsonb(p)) from (
        select distinct on (slug) slug, version, name, grains, steps from playbook where tenant_id = ${tenantId}::uuid order by slug, version desc
      ) p) as playbooks`,
  )
  // A playbook that cannot be read stops no halt: what ships takes its place.
  const written = (found?.playbooks ?? []).flatMap(({ steps: column, ...one }) => {
    const steps = readableSteps(column)
    return steps ? [{ ...one, summary: '', steps, written: { by: '', at: '' } }] : []
  })
  return { joined: found?.joined ?? null, playbooks: merged(written) }
}

/** The read-only stage of restoring belongs to what its first order belongs to. */
export async function joinAsFollowing(tx: Raw, order: { id: string; tenantId: string; followsId: string }): Promise<void> {
  await tx.$executeRaw`
    insert into incident_order (order_id, tenant_id, incident_id)
    select ${order.id}::uuid, tenant_id, incident_id from incident_order where order_id = ${order.followsId}::uuid and tenant_id = ${order.tenantId}::uuid`
}
