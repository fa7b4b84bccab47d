import { Prisma } from '@/generated/prisma/client'
import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { USE_DAYS, type ToolUse } from '../contract'

export const WEEKS = Math.ceil(USE_DAYS / 7)
type Used = Omit<ToolUse, 'since'>
export type Use = { tools: Map<string, Used>; people: { id: string; name: string; calls: number }[]; weeks: number[]; calls: number; denied: number; last: Date | null }

type Raw = Pick<Tx, '$queryRaw'>
type Row = { agent_id: string; scope: string; week: number; allowed: number; denied: number; last: Date | null }
type PersonRow = { agent_id: string; id: string; name: string; calls: number }

/** Days, not hours: the sums are of days (UTC). */
const since = (now: Date): Prisma.Sql => Prisma.sql`((${now}::timestamptz at time zone 'UTC')::date - ${USE_DAYS}::int)`

/**
 * Calls that are not in the sums yet. Read in the statement that reads the sums, so that none is in both or in neither;
 * `from` is where the cursor stood just before, which lets the planner see how few they are.
 */
const newCalls = (tenantId: string, from: string): Prisma.Sql => Prisma.sql`
  select e.agent_id, e.root_person_id, coalesce(e.tool_server, '') as tool_server, coalesce(e.tool, '') as tool, e.result = 'allowed' as allowed, e.occurred_at
  from ledger_entry e where e.xid >= ${from}::text::xid8 and e.xid >= (select c.xid from agent_use_cursor c where c.id = 1)
    and e.tenant_id = ${tenantId}::uuid and e.action = 'tool.call' and e.agent_id is not null`

async function cursorOf(tx: Raw): Promise<string> {
  const [row] = asRows<{ xid: string }>(await tx.$queryRaw`select xid::text as xid from agent_use_cursor where id = 1`)
  return row?.xid ?? '0'
}

/** How a statement over agents asks what of them was used. */
export type UseSql = Readonly<{
  /** One row, to stand under `fresh`: what was called and is not in the sums yet, tools by agent. */
  fresh: Prisma.Sql
  /** Whether it called anything, and was let, in the time looked at. */
  called: (agent: Prisma.Sql) => Prisma.Sql
  used: (agent: Prisma.Sql, server: Prisma.Sql, tool: Prisma.Sql) => Prisma.Sql
}>

/**
 * Each agent and tool is looked up by the key of the sums: what that costs grows with how many are asked about, and with
 * nothing else. Of tables of all that was used the planner knows too little to join them safely.
 */
export async function useSql(tx: Raw, tenantId: string, now: Date): Promise<UseSql> {
  const allowed = (agent: Prisma.Sql) => Prisma.sql`from agent_use u where u.tenant_id = ${tenantId}::uuid and u.agent_id = ${agent} and u.day > ${since(now)} and u.allowed > 0`
  const fresh = (agent: Prisma.Sql) => Prisma.sql`(select f.by_agent from fresh f) -> ${agent}::text`
  return {
    fresh: Prisma.sql`
      select coalesce(jsonb_object_agg(x.agent_id, x.tools), '{}') as by_agent from (
        select n.agent_id, jsonb_agg(distinct n.tool_server || ':' || n.tool) as tools from (${newCalls(tenantId, await cursorOf(tx))}) n where n.allowed group by 1) x`,
    called: (agent) => Prisma.sql`(exists (select ${allowed(agent)}) or ${fresh(agent)} is not null)`,
    used: (agent, server, tool) => Prisma.sql`(exists (select ${allowed(agent)} and u.tool_server = ${server} and u.tool = ${tool}) or coalesce(jsonb_exists(${fresh(agent)}, ${server} || ':' || ${tool}), false))`,
  }
}

/** What these agents did themselves, by tool and week. */
export async function useOf(tx: Raw, tenantId: string, agentIds: readonly string[], now: Date): Promise<Map<string, Use>> {
  const from = await cursorOf(tx)
  const ids = Prisma.sql`${uuidArray(agentIds)}::uuid[]`
  const rows = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select x.agent_id, 'mcp:' || x.tool_server || ':' || x.tool as scope, (((${now}::timestamptz at time zone 'UTC')::date - x.day) / 7)::int as week,
        sum(x.allowed)::int as allowed, sum(x.denied)::int as denied, max(x.last_allowed_at) as last
      from (
        select u.agent_id, u.tool_server, u.tool, u.day, u.allowed, u.denied, u.last_allowed_at from agent_use u
        where u.tenant_id = ${tenantId}::uuid and u.agent_id = any(${ids}) and u.day > ${since(now)}
        union all
        select n.agent_id, n.tool_server, n.tool, (n.occurred_at at time zone 'UTC')::date, n.allowed::int, 1 - n.allowed::int, case when n.allowed then n.occurred_at end
        from (${newCalls(tenantId, from)}) n where n.agent_id = any(${ids})
      ) x where x.day > ${since(now)} group by 1, 2, 3`),
  )
  const found = new Map<string, Use>()
  for (const row of rows) add(found, row)
  for (const { agent_id, ...person } of await peopleOf(tx, { tenantId, ids, from, now })) found.get(agent_id)?.people.push(person)
  return found
}

export const noUse = (): Use => ({ tools: new Map(), people: [], weeks: Array.from({ length: WEEKS }, () => 0), calls: 0, denied: 0, last: null })

function add(found: Map<string, Use>, { agent_id, scope, week, allowed, denied, last }: Row): void {
  const use = found.get(agent_id) ?? noUse()
  found.set(agent_id, use)
  const tool = use.tools.get(scope) ?? { scope, used: 0, denied: 0, last_used_at: null }
  use.tools.set(scope, tool)
  tool.denied += denied
  use.denied += denied
  tool.used += allowed
  use.calls += allowed
  const at = last?.toISOString() ?? null
  if (at !== null && (tool.last_used_at === null || at > tool.last_used_at)) tool.last_used_at = at
  if (last && (use.last === null || last > use.last)) use.last = last
  const place = WEEKS - 1 - Math.min(WEEKS - 1, Math.max(0, week))
  use.weeks[place] = (use.weeks[place] ?? 0) + allowed
}

const PEOPLE_SHOWN = 5

/** In whose name these agents called, the most first. */
async function peopleOf(tx: Raw, { tenantId, ids, from, now }: { tenantId: string; ids: Prisma.Sql; from: string; now: Date }): Promise<PersonRow[]> {
  return asRows<PersonRow>(
    await tx.$queryRaw(Prisma.sql`
      select y.agent_id, p.id, p.name, y.calls from (
        select x.agent_id, x.person_id, sum(x.calls)::int as calls, row_number() over (partition by x.agent_id order by sum(x.calls) desc, x.person_id) as place
        from (
          select u.agent_id, u.person_id, u.calls from agent_use_person u where u.tenant_id = ${tenantId}::uuid and u.agent_id = any(${ids}) and u.day > ${since(now)}
          union all
          select n.agent_id, n.root_person_id, 1 from (${newCalls(tenantId, from)}) n
          where n.allowed and n.root_person_id is not null and n.agent_id = any(${ids}) and (n.occurred_at at time zone 'UTC')::date > ${since(now)}
        ) x group by 1, 2
      ) y join person p on p.id = y.person_id where y.place <= ${PEOPLE_SHOWN} order by y.agent_id, y.calls desc, p.name`),
  )
}

/** When each tool came into its agent's document, by agent and scope: the first approved revision that has it. */
export async function givenSince(tx: Raw, tenantId: string, agentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = asRows<{ agent_id: string; server: string; tool: string; since: Date }>(
    await tx.$queryRaw`
      select r.agent_id, t->>'mcp_server' as server, t->>'tool_id' as tool, min(r.approved_at) as since
      from agent_revision r, jsonb_array_elements(r.document->'tools') t
      where r.tenant_id = ${tenantId}::uuid and r.agent_id = any(${uuidArray(agentIds)}::uuid[]) and r.approved_at is not null
      group by 1, 2, 3`,
  )
  return new Map(rows.map(({ agent_id, server, tool, since: at }) => [`${agent_id} mcp:${server}:${tool}`, at.toISOString()]))
}
