import { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { AGENT_EVENT } from '@/lib/db/outbox'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { idField } from '@/lib/kernel/fields'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { stage, personWithAccess } from './internal/plan'
import { command } from './internal/tables'
import { writeCampaign } from './internal/write-campaign'
import { StoredPlan } from './plan-contract'
import { TRIGGERS, type Trigger } from './terms'

const DAY_MS = 86_400_000
const GRACE_DAYS = 14
const EVENTS_MAX = 50
const NAME_MAX = 120
/** So many that nobody has answered: what was merely not used waits until some are. */
const OPEN_MAX = 200
const ATTEMPTS_MAX = 10

const Happened = z.object({ key: z.string().max(200), agentId: idField<'agent'>(), event: z.enum(TRIGGERS), because: z.string().max(300) })

/** Opens a review of one agent for what happened to it, once; where one of its kind is open, that says so as well. */
const openFor = command({
  name: 'reviews.trigger.open',
  input: Happened,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { key, agentId, event, because } }) => {
    const { tenantId } = actor
    const rule = await tx.reviewTrigger.findUnique({ where: { tenantId_event: { tenantId, event } } })
    if (!rule?.enabled) return refuse<Refusal>({ code: 'wrong_state', state: 'off' })
    if ((await tx.reviewEvent.count({ where: { tenantId, key } })) > 0) return refuse<Refusal>({ code: 'wrong_state', state: 'told_before' })
    const now = new Date()
    const note = (campaignId: string) => tx.reviewEvent.create({ data: { id: newId<'review_event'>(), tenantId, key, event, agentId, because, campaignId, at: now } })
    const open = await openOf(tx, tenantId, agentId)
    if (open) {
      await note(open.id)
      return ok({ value: open.id, subject: { kind: 'review', id: open.id, name: open.name }, agentId, chain: [agentId], detail: { campaign: open.id, event, because, folded: true } })
    }
    const fallback = (await personWithAccess(tx, tenantId, rule.fallbackId))?.id ?? (await anAdministrator(tx, tenantId))
    if (!fallback) return refuse<Refusal>({ code: 'conflict', detail: 'there is nobody who could review it' })
    const asked = { scope: 'agent' as const, value: agentId, reviewers: rule.reviewers, fallback, no_response: 'keep' as const, unsubmitted: 'submit' as const, grace_days: GRACE_DAYS }
    const [agent] = asRows<{ name: string }>(await tx.$queryRaw`select name from agent where tenant_id = ${tenantId}::uuid and id = ${agentId}::uuid`)
    const plan = StoredPlan.parse({ ...asked, name: `${agent?.name ?? 'An agent'}: ${because}`.slice(0, NAME_MAX) })
    const id = newId<'review_campaign'>()
    const staged = await stage(tx, tenantId, plan, { campaignId: id, now })
    if (!staged.ok) return staged
    if (staged.value.agents === 0) return refuse<Refusal>({ code: 'wrong_state', state: 'not_in_force' })
    const dueAt = new Date(now.getTime() + rule.dueDays * DAY_MS)
    await writeCampaign(tx, { id, tenantId, plan, dueAt, check: staged.value, by: { id: rule.setBy, name: rule.setByName }, scheduleId: null, trigger: event, now })
    await note(id)
    return ok({ value: id, subject: { kind: 'review', id, name: plan.name }, agentId, chain: [agentId], detail: { campaign: id, event, because, in_the_name_of: rule.setBy, due_at: dueAt.toISOString() } })
  },
})

/** One that nobody has decided for good yet, and that was opened by what happened. */
async function openOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentId: string): Promise<{ id: string; name: string } | null> {
  const [row] = asRows<{ id: string; name: string }>(
    await tx.$queryRaw`
      select c.id, c.name from review_campaign c join review_item i on i.campaign_id = c.id
      where c.tenant_id = ${tenantId}::uuid and c.scope_value = ${agentId} and c.trigger is not null and c.ran_out_at is null and c.due_at > now() and i.state in ('open', 'decided') limit 1`,
  )
  return row ?? null
}

async function anAdministrator(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<string | null> {
  const [row] = asRows<{ id: string }>(await tx.$queryRaw`select id from person where tenant_id = ${tenantId}::uuid and role = 'admin' and status = 'active' and password_hash is not null order by created_at limit 1`)
  return row?.id ?? null
}

const opener = (tenantId: TenantId): Actor => ({ kind: 'job', tenantId, id: 'reviews.trigger', name: 'What happened to an agent' })

/**
 * Opens reviews for what happened since the last look. Any number of processes may: an event is taken up by one, and
 * known by its key if it is taken up once more.
 */
export async function openTriggered(): Promise<void> {
  const faults: unknown[] = []
  await hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ id: string; tenant_id: string; key: string; payload: unknown }>(
      `select id, tenant_id, key, payload from outbox where topic = $1 and processed_at is null and (attempts < ${ATTEMPTS_MAX} or created_at < now() - make_interval(mins => attempts))
       order by attempts, id limit ${EVENTS_MAX} for update skip locked`,
      [AGENT_EVENT],
    )
    for (const { id, tenant_id, key, payload } of rows) {
      const done = await openFor(opener(trustedId<'tenant'>(tenant_id)), { ...(payload as object), key }).catch((fault: unknown) => void faults.push(fault))
      // What is off, known or not in force is settled; what nobody can review, or failed, is tried again.
      const isSettled = done !== undefined && (done.ok || done.refusal.code !== 'conflict')
      await client.query(`update outbox set processed_at = case when $2 then now() end, attempts = attempts + 1 where id = $1`, [id, isSettled])
    }
  })
  if (faults.length > 0) throw faults[0]
}

/** Opens reviews of agents that were given no token for as long as their tenant says. */
export async function openForInactive(): Promise<void> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string; since: Date; days: number }>(
      `select a.id, a.tenant_id, coalesce(a.last_active_at, a.created_at) as since, t.inactive_days as days
       from review_trigger t join agent a on a.tenant_id = t.tenant_id
       where t.event = 'inactive' and t.enabled and a.state = 'active' and a.revision_in_force_id is not null and a.registered_by <> 'containment.drill'
         and coalesce(a.last_active_at, a.created_at) < now() - make_interval(days => t.inactive_days)
         and not exists (select from review_event e where e.tenant_id = a.tenant_id and e.key = 'inactive:' || a.id || ':' || floor(extract(epoch from coalesce(a.last_active_at, a.created_at))))
         and (select count(*) from review_campaign c where c.tenant_id = t.tenant_id and c.trigger is not null and c.ran_out_at is null and c.due_at > now()) < ${OPEN_MAX}
       order by since limit ${EVENTS_MAX}`,
    ),
  )
  for (const { id, tenant_id, since, days } of rows) {
    const event: Trigger = 'inactive'
    await openFor(opener(trustedId<'tenant'>(tenant_id)), { key: `inactive:${id}:${Math.floor(since.getTime() / 1_000)}`, agentId: id, event, because: `it was not active for ${days} days` })
  }
}
