import type pg from 'pg'
import type { Topic } from '@/lib/db/outbox'
import { certifiers } from './certifiers'
import type { Notice } from './notice'

type Event = { tenantId: string; topic: Topic; key: string }
const NAMES_SHOWN = 3
const iso = (at: Date): string => at.toISOString()

/** Whom an event concerns and what it says to each: people who have something to do, and nobody else. */
export async function findConcerned(client: pg.PoolClient, { tenantId, topic, key }: Event): Promise<Notice[]> {
  switch (topic) {
    case 'review.opened':
    case 'review.assigned':
      return reviewOpened(client, tenantId, topic, key)
    case 'review.question':
    case 'review.answer':
      return question(client, tenantId, topic, key)
    case 'review.certify':
      return certifiers(client, tenantId, key)
    case 'review.apply_waiting':
      return applyWaiting(client, tenantId, key)
    case 'transfer.requested':
      return transfer(client, tenantId, key)
    case 'agent.lapsing':
      return agentLapsing(client, tenantId, key)
    case 'mandate.offered':
      return mandateOffered(client, tenantId, key)
    case 'halt.requested':
      return haltRequested(client, tenantId, key)
    case 'order.committed':
      return orderCommitted(client, tenantId, key)
    case 'drill.failed':
      return drillFailed(client, tenantId, key)
    case 'posture.fell':
      return postureFell(client, tenantId, key)
    case 'person.deactivated':
      return []
  }
}

/** Everybody who has items of it; of an item that was given on (`item id:version`), whoever has it now; of a review that was escalated (`campaign id:escalated`), whoever has what went on. */
async function reviewOpened(client: pg.PoolClient, tenantId: string, topic: 'review.opened' | 'review.assigned', key: string): Promise<Notice[]> {
  const [id = '', what = ''] = key.split(':')
  const of = topic === 'review.opened' ? 'campaign' : what === 'escalated' ? 'escalated' : 'item'
  const { rows } = await client.query<{ id: string; name: string; due_at: Date; reviewer_id: string; items: number }>(
    `select c.id, c.name, c.due_at, i.reviewer_id, count(*)::int as items from review_campaign c join review_item i on i.campaign_id = c.id
     where c.tenant_id = $1 and (case $3::text when 'item' then i.id else c.id end) = $2 and ($3::text <> 'escalated' or i.escalated_at is not null) and i.state in ('open', 'decided') and c.due_at > now()
     group by c.id, i.reviewer_id`,
    [tenantId, id, of],
  )
  return rows.map((row) => ({ kind: 'review_opened', personId: row.reviewer_id, key: `${topic}:${key}`, facts: { campaign: { id: row.id, name: row.name }, items: row.items, due_at: iso(row.due_at) } }))
}

async function question(client: pg.PoolClient, tenantId: string, topic: 'review.question' | 'review.answer', key: string): Promise<Notice[]> {
  const { rows } = await client.query<{ id: string; name: string; due_at: Date; agent: string; asked_by: string; asked_of: string; by_name: string; of_name: string; open: boolean }>(
    `select c.id, c.name, c.due_at, i.agent_name as agent, q.asked_by, q.asked_of, b.name as by_name, o.name as of_name, q.answered_at is null and q.withdrawn_at is null as open
     from review_question q join review_item i on i.id = q.item_id join review_campaign c on c.id = q.campaign_id join person b on b.id = q.asked_by join person o on o.id = q.asked_of
     where q.tenant_id = $1 and q.id = $2 and c.due_at > now() and i.state in ('open', 'decided')`,
    [tenantId, key],
  )
  return rows.flatMap((row): Notice[] => {
    const about = { campaign: { id: row.id, name: row.name }, agent: row.agent, due_at: iso(row.due_at) }
    if (topic === 'review.answer') return [{ kind: 'question_answered', personId: row.asked_by, key: `${topic}:${key}`, facts: { ...about, by: row.of_name } }]
    return row.open ? [{ kind: 'question_asked', personId: row.asked_of, key: `${topic}:${key}`, facts: { ...about, by: row.by_name } }] : []
  })
}

/** `campaign id:what of it`: the administrators, as long as it waits. */
async function applyWaiting(client: pg.PoolClient, tenantId: string, key: string): Promise<Notice[]> {
  const [id = ''] = key.split(':')
  const { rows } = await client.query<{ id: string; name: string; person: string; paused: string | null; held: number }>(
    `select c.id, c.name, p.id as person, case when c.phase_paused_by_name is null then c.phase_paused_because end as paused,
       (select count(*)::int from review_item i where i.campaign_id = c.id and i.effect = 'pending' and i.decision <> 'keep' and i.phase is null) as held
     from review_campaign c join person p on p.tenant_id = c.tenant_id and p.role = 'admin' and p.status = 'active' where c.tenant_id = $1 and c.id = $2`,
    [tenantId, id],
  )
  return rows.flatMap(({ person, paused, held, ...campaign }): Notice[] =>
    paused === null && held === 0 ? [] : [{ kind: 'apply_waiting', personId: person, key: `review.apply_waiting:${key}`, facts: { campaign, held, paused } }],
  )
}

/** Of a batch: whoever it is offered to. */
async function transfer(client: pg.PoolClient, tenantId: string, batchId: string): Promise<Notice[]> {
  const { rows } = await client.query<{ to_id: string; role: string; by: string; until: Date; agents: string[] }>(
    `select t.to_id, t.role, t.requested_by_name as by, min(t.expires_at) as until, array_agg(a.name order by a.name) as agents
     from agent_transfer t join agent a on a.id = t.agent_id
     where t.tenant_id = $1 and t.batch_id = $2 and t.state = 'requested' and t.expires_at > now() group by 1, 2, 3`,
    [tenantId, batchId],
  )
  return rows.map(({ to_id, agents, until, ...row }) => ({
    kind: 'transfer_waiting',
    personId: to_id,
    key: `transfer.requested:${batchId}`,
    facts: { ...row, until: iso(until), agents: agents.slice(0, NAMES_SHOWN), count: agents.length },
  }))
}

/** `agent id:kind:when they were told:told or grace`: who owns, sponsors and stands in for it, as long as it lapses. */
async function agentLapsing(client: pg.PoolClient, tenantId: string, key: string): Promise<Notice[]> {
  const [agentId = '', kind = '', , what] = key.split(':')
  const { rows } = await client.query<{ person: string; name: string; why: 'reconfirm' | 'inactive'; due_at: Date; stops_at: Date }>(
    `select distinct p.person, a.name, n.kind as why, n.due_at, n.stops_at from lapse_notice n join agent a on a.id = n.agent_id,
       lateral (select unnest(array[a.owner_id, a.sponsor_id]) as person union select d.person_id from agent_deputy d where d.agent_id = a.id) p
     where n.tenant_id = $1 and n.agent_id = $2 and n.kind = $3 and n.stopped_at is null`,
    [tenantId, agentId, kind],
  )
  return rows.map(({ person, name, why, due_at, stops_at }) => ({ kind: 'agent_lapsing', personId: person, key: `agent.lapsing:${key}`, facts: { agent: { id: agentId, name }, why, due_at: iso(due_at), stops_at: iso(stops_at), reminder: what === 'grace' } }))
}

/** The sponsor of the agent that follows, as long as nobody has decided. */
async function mandateOffered(client: pg.PoolClient, tenantId: string, id: string): Promise<Notice[]> {
  const { rows } = await client.query<{ person: string; agent: string; agent_id: string; from: string; purpose: string; until: Date }>(
    `select a.sponsor_id as person, a.name as agent, a.id as agent_id, f.name as from, o.purpose, o.expires_at as until
     from mandate_offer o join agent a on a.id = o.agent_id join agent f on f.id = o.from_agent_id where o.tenant_id = $1 and o.id = $2 and o.state = 'offered' and o.expires_at > now()`,
    [tenantId, id],
  )
  return rows.map(({ person, agent, agent_id, from, purpose, until }) => ({ kind: 'mandate_offered', personId: person, key: `mandate.offered:${id}`, facts: { agent: { id: agent_id, name: agent }, from, purpose, until: iso(until) } }))
}

/** Every administrator but whoever asked for it. */
async function haltRequested(client: pg.PoolClient, tenantId: string, id: string): Promise<Notice[]> {
  const { rows } = await client.query<{ person: string; target: string; grain: string; mode: string; by: string; reason: string; until: Date }>(
    `select p.id as person, r.target_name as target, r.grain, r.mode, r.requested_by_name as by, r.reason, r.expires_at as until
     from containment_request r join person p on p.tenant_id = r.tenant_id and p.role = 'admin' and p.status = 'active' and p.id::text <> r.requested_by
     where r.tenant_id = $1 and r.id = $2 and r.order_id is null and r.cancelled_at is null and r.expires_at > now()`,
    [tenantId, id],
  )
  return rows.map(({ person, until, ...row }) => ({ kind: 'halt_waiting', personId: person, key: `halt.requested:${id}`, facts: { ...row, until: iso(until) } }))
}

/** Whoever owns or sponsors an agent that it covers, but for who ordered it. What a drill halts is nobody's. */
async function orderCommitted(client: pg.PoolClient, tenantId: string, id: string): Promise<Notice[]> {
  const { rows } = await client.query<{ person: string; mode: string; by: string; reason: string | null; at: Date; agents: string[]; count: number }>(
    `select p.person, o.mode, o.ordered_by_name as by, o.reason, o.committed_at as at, (array_agg(a.name order by a.name))[1:${NAMES_SHOWN}] as agents, count(*)::int as count
     from containment_order o join containment_cover v on v.order_id = o.id and v.kind = 'agent' and v.lifted_epoch is null
       join agent a on a.id = v.subject_id and a.registered_by <> 'containment.drill', lateral (select distinct unnest(array[a.owner_id, a.sponsor_id])) p(person)
     where o.tenant_id = $1 and o.id = $2 and o.lifted_at is null and p.person::text <> o.ordered_by and p.person::text is distinct from o.confirmed_by
     group by 1, 2, 3, 4, 5`,
    [tenantId, id],
  )
  return rows.map(({ person, at, ...row }) => ({ kind: 'order_in_force', personId: person, key: `order.committed:${id}`, facts: { ...row, order: id, at: iso(at) } }))
}

/** The administrators, of a set or a dimension that fell; the three facts that took it down most. */
async function postureFell(client: pg.PoolClient, tenantId: string, id: string): Promise<Notice[]> {
  const { rows } = await client.query<{ person: string; what: string; from: number; to: number; since: string; facts: { title: string }[] }>(
    `select p.id as person, e.subject_name as what, f.from_score as from, f.to_score as to, f.since::text as since, f.facts
     from posture_fall f join ledger_entry e on e.tenant_id = f.tenant_id and e.subject_id = f.id::text and e.action = 'posture.fall'
       join person p on p.tenant_id = f.tenant_id and p.role = 'admin' and p.status = 'active' where f.tenant_id = $1 and f.id = $2`,
    [tenantId, id],
  )
  return rows.map(({ person, facts, ...row }) => ({ kind: 'posture_fell', personId: person, key: `posture.fell:${id}`, facts: { ...row, facts: facts.slice(0, NAMES_SHOWN).map(({ title }) => title) } }))
}

async function drillFailed(client: pg.PoolClient, tenantId: string, id: string): Promise<Notice[]> {
  const { rows } = await client.query<{ person: string; problem: string | null; at: Date }>(
    `select p.id as person, d.problem, d.ended_at as at from drill d join person p on p.tenant_id = d.tenant_id and p.role = 'admin' and p.status = 'active'
     where d.tenant_id = $1 and d.id = $2 and d.outcome = 'failed'`,
    [tenantId, id],
  )
  return rows.map(({ person, problem, at }) => ({ kind: 'drill_failed', personId: person, key: `drill.failed:${id}`, facts: { problem: problem ?? 'it was not concluded', at: iso(at) } }))
}
