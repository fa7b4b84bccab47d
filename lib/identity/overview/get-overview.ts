import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import type { OverviewView } from './contract'
import { NOT_OF_A_DRILL_SQL } from '@/lib/db/not-of-a-drill'
import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { asRows } from '@/lib/db/rows'
import { Fault } from '@/lib/kernel/fault'
import { toEventRow } from '../ledger/event-row'
import { sourceOf } from '../ledger/list-events'
import { ListEventsInput } from '../ledger/contract'
import { selectEvents } from '../ledger/select-events'
import { shortOf } from '../posture'
import { queriesOver } from '../query'
import { haltFigures } from './halt-figures'

const LATEST = 8
const DAY_MS = 86_400_000
/** A point asks for its lease twice a second; after this long without one it refuses everything (seconds). */
const LEASE_SECONDS = 3

type Counts = Record<
  'total' | 'active' | 'draft' | 'suspended' | 'mine' | 'live_delegations' | 'live_mandates' | 'people' | 'people_active' | 'points' | 'points_connected',
  number
>

/** The first page's numbers, each by the same condition as the list that it opens; agents as they are kept counted. */
export const getOverview = queriesOver<never>()({
  name: 'overview.get',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<OverviewView> => {
    const tenant = Prisma.sql`${actor.tenantId}::uuid`
    const me = actor.kind === 'person' ? actor.id : null
    const [counts] = asRows<Counts>(
      await tx.$queryRaw(Prisma.sql`
        with counted as (select status, sum(agents)::int as agents from agent_counts('{}'::jsonb, 1) where kind = 'agents' group by status)
        select coalesce((select sum(agents) from counted where status <> 'retired'), 0)::int as total,
          coalesce((select agents from counted where status = 'active'), 0) as active,
          coalesce((select agents from counted where status = 'draft'), 0) as draft,
          coalesce((select agents from counted where status = 'suspended'), 0) as suspended,
          (select count(*)::int from agent a where a.tenant_id = ${tenant} and a.state <> 'retired' and a.registered_by <> 'containment.drill' and (a.owner_id = ${me}::uuid or a.sponsor_id = ${me}::uuid)) as mine,
          (select count(*)::int from delegation d where d.tenant_id = ${tenant} and ${LIVE_DELEGATION_SQL}) as live_delegations,
          (select count(*)::int from mandate m where m.tenant_id = ${tenant} and m.expires_at > now() and m.withdrawn_at is null and ${NOT_OF_A_DRILL_SQL}) as live_mandates,
          (select count(*)::int from person p where p.tenant_id = ${tenant}) as people,
          (select count(*)::int from person p where p.tenant_id = ${tenant} and p.status = 'active') as people_active,
          (select count(*)::int from enforcement_point e where e.revoked_at is null) as points,
          (select count(*)::int from enforcement_point e where e.revoked_at is null
            and e.last_lease_at > now() - make_interval(secs => ${LEASE_SECONDS})) as points_connected`),
    )
    const found = counts as Counts
    const short = await shortOf(tx, actor.tenantId)
    const mine = Prisma.sql`e.tenant_id = ${tenant}`
    const events = await selectEvents(tx, { where: Prisma.sql`${mine} and e.action = 'tool.call'` }, LATEST)
    // A drill is refused on purpose, and would push out what was not.
    const drill = Prisma.sql`e.agent_id in (select a.id from agent a where a.tenant_id = ${tenant} and a.registered_by = 'containment.drill')`
    const denials = await selectEvents(tx, { where: Prisma.sql`${mine} and e.action in ('tool.call', 'token.issue') and e.result = 'denied' and coalesce(not ${drill}, true)` }, LATEST)
    return {
      agents: {
        total: found.total,
        active: found.active,
        draft: found.draft,
        suspended: found.suspended,
        mine: found.mine,
      },
      ownerless: short.owned,
      reviews_overdue: short.reviews_on_time,
      live_delegations: found.live_delegations,
      live_mandates: found.live_mandates,
      people: found.people,
      people_active: found.people_active,
      denied: await deniedSince(tx, actor.tenantId, new Date(Date.now() - DAY_MS)),
      points: { total: found.points, connected: found.points_connected },
      ...(await haltFigures(tx, tenant)),
      calls: await callsByHour(tx, tenant),
      latest_denials: denials.map(toEventRow),
      latest_events: events.map(toEventRow),
    }
  },
})

/** By the filter of the list that it opens. */
async function deniedSince(tx: Pick<Prisma.TransactionClient, '$queryRaw'>, tenantId: string, since: Date): Promise<number> {
  const source = await sourceOf(tx, tenantId, ListEventsInput.parse({ source: 'lanyard', result: 'denied', since: since.toISOString() }), null, 1)
  if (!('where' in source)) throw new Fault('only a filter by agent is read in order')
  const [row] = asRows<{ count: number }>(await tx.$queryRaw(Prisma.sql`select count(*)::int as count from ledger_entry e where ${source.where}`))
  return row?.count ?? 0
}

async function callsByHour(tx: { $queryRaw: (sql: Prisma.Sql) => Promise<unknown> }, tenant: Prisma.Sql): Promise<OverviewView['calls']> {
  const rows = asRows<{ hour: Date; allowed: number; denied: number }>(
    await tx.$queryRaw(Prisma.sql`
      select h.hour, count(e.id) filter (where e.result = 'allowed')::int as allowed, count(e.id) filter (where e.result = 'denied')::int as denied
      from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') h(hour)
      left join ledger_entry e on e.tenant_id = ${tenant} and e.action = 'tool.call'
        and e.occurred_at >= h.hour and e.occurred_at < h.hour + interval '1 hour'
      group by h.hour order by h.hour`),
  )
  return rows.map((row) => ({ hour: row.hour.toISOString(), allowed: row.allowed, denied: row.denied }))
}
