import { asRows } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import { newId } from '@/lib/kernel/ids'
import { WIDE_GRAINS, type Grain } from '../containment/target'
import { merged, playbookFor, readableSteps } from './internal/playbooks'
import type { Actor } from '../actor'
import type { PlaybookView } from './contract'

/** What is written of an order by its own statement, before this one. */
export type OrderWritten = { id: string; tenantId: string; grain: Grain; target: { id: string; key: string | null; name: string }; by: { id: string; kind: string; name: string } }
export type Joined = { incident_id: string; incident: number; incident_opened: boolean }

/** Jobs whose orders are planned: a rehearsal, and what a review has decided. Nobody has to find out why. */
const PLANNED = ['containment.drill', 'reviews.apply']
export const opensNoIncident = ({ kind, id }: Pick<Actor, 'kind' | 'id'>): boolean => kind === 'job' && PLANNED.includes(id)

/**
 * Opens an incident for an order that was just written, or joins it to the open one over the same subject: the same
 * agent, person or server, an agent that an order of it covers, or one whose agent this order covers. One statement, since
 * the order's own transaction holds the tenant's lock.
 *
 * INVARIANT: called under `lockContainment`, as is the resolving, so that no order joins what is being closed.
 */
export async function openForOrder(tx: Pick<Writer, '$queryRaw'>, order: OrderWritten, playbooks: readonly PlaybookView[]): Promise<Joined> {
  const { tenantId, grain, target } = order
  const wide = (WIDE_GRAINS as readonly Grain[]).includes(grain)
  const playbook = playbookFor(playbooks, grain)
  const id = newId<'incident'>()
  // When a step is due, and whose it is where that is the agent's owner, is found where it is written: only an agent has one.
  const steps = playbook.steps.map(({ phase, title, detail, owner, due_minutes }, position) => ({
    id: newId<'incident_step'>(), position, phase, title, detail, due_minutes,
    owner_id: owner === 'who_halted' && order.by.kind === 'person' ? order.by.id : null,
    by_agent_owner: owner === 'agent_owner',
  })) // prettier-ignore
  const [joined] = asRows<{ id: string; number: number; opened: boolean }>(
    await tx.$queryRaw`
      with known as (
        select i.id, i.number from incident i
        where i.tenant_id = ${tenantId}::uuid and i.resolved_at is null and (
          (i.subject_id = ${target.id}::uuid and (not ${wide}::boolean or (i.grain = ${grain} and i.subject_key is not distinct from ${target.key}::text)))
          or exists (
            select from incident_order o join containment_cover c on c.order_id = o.order_id
            where o.incident_id = i.id and c.tenant_id = ${tenantId}::uuid and c.kind = 'agent' and c.subject_id = ${target.id}::uuid)
          or (not ${wide}::boolean and exists (
            select from containment_cover c where c.order_id = ${order.id}::uuid and c.tenant_id = ${tenantId}::uuid and c.kind = 'agent' and c.subject_id = i.subject_id)))
        order by i.opened_at desc, i.id desc limit 1
      ),
      opened as (
        insert into incident (id, tenant_id, number, grain, subject_id, subject_key, subject_name, playbook_slug, playbook_version, playbook_name, opened_at, opened_by, opened_by_name)
        select ${id}::uuid, ${tenantId}::uuid, (select coalesce(max(number), 0) + 1 from incident where tenant_id = ${tenantId}::uuid), ${grain}, ${target.id}::uuid, ${target.key},
          ${target.name}, ${playbook.slug}, ${playbook.version}::int, ${playbook.name}, c.committed_at, ${order.by.id}, ${order.by.name}
        from containment_order c where c.id = ${order.id}::uuid and not exists (select from known)
        returning id, number, opened_at
      ),
      joined as (
        select id, number, false as opened from known union all select id, number, true from opened
      ),
      belongs as (
        insert into incident_order (order_id, tenant_id, incident_id) select ${order.id}::uuid, ${tenantId}::uuid, id from joined
      ),
      steps as (
        insert into incident_step (id, tenant_id, incident_id, position, phase, title, detail, owner_id, due_at)
        select s.id, ${tenantId}::uuid, o.id, s.position, s.phase, s.title, s.detail, coalesce(s.owner_id, case when s.by_agent_owner then a.owner_id end),
          o.opened_at + make_interval(mins => s.due_minutes)
        from opened o
        cross join jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) s(id uuid, position int, phase text, title text, detail text, due_minutes int, owner_id uuid, by_agent_owner boolean)
        left join agent a on a.id = ${target.id}::uuid and a.tenant_id = ${tenantId}::uuid
      )
      select id, number, opened from joined`,
  )
  const { id: incident_id, number: incident, opened: incident_opened } = joined as { id: string; number: number; opened: boolean }
  return { incident_id, incident, incident_opened }
}

/** The playbooks that one is opened with. One that cannot be read stops no halt: what ships takes its place. */
export async function playbooksForOrders(tx: Pick<Writer, '$queryRaw'>, tenantId: string): Promise<PlaybookView[]> {
  const rows = asRows<{ slug: string; version: number; name: string; grains: Grain[]; steps: unknown }>(
    await tx.$queryRaw`select distinct on (slug) slug, version, name, grains, steps from playbook where tenant_id = ${tenantId}::uuid order by slug, version desc`,
  )
  const written = rows.flatMap(({ steps: column, ...one }) => {
    const steps = readableSteps(column)
    return steps ? [{ ...one, summary: '', steps, written: { by: '', at: '' } }] : []
  })
  return merged(written)
}

/** The read-only stage of restoring belongs to what its first order belongs to. */
export async function joinAsFollowing(tx: Pick<Writer, '$executeRaw'>, order: { id: string; tenantId: string; followsId: string }): Promise<void> {
  await tx.$executeRaw`
    insert into incident_order (order_id, tenant_id, incident_id)
    select ${order.id}::uuid, tenant_id, incident_id from incident_order where order_id = ${order.followsId}::uuid and tenant_id = ${order.tenantId}::uuid`
}
