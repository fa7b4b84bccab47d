import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { USE_DAYS, type ToolUse } from '../contract'

export const WEEKS = Math.ceil(USE_DAYS / 7)
type Used = Omit<ToolUse, 'since'>
export type Use = { tools: Map<string, Used>; people: { id: string; name: string; calls: number }[]; weeks: number[]; calls: number; denied: number; last: Date | null }

type Row = { agent_id: string; scope: string; allowed: boolean; week: number; calls: number; last: Date }

/** What these agents did themselves, by tool and week: one range of the ledger's index for each of them. */
export async function useOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentIds: readonly string[], now: Date): Promise<Map<string, Use>> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select a.id as agent_id, u.scope, u.allowed, u.week, u.calls, u.last
      from unnest(${[...agentIds]}::uuid[]) a(id), lateral (
        select 'mcp:' || coalesce(e.tool_server, '') || ':' || coalesce(e.tool, '') as scope, e.result = 'allowed' as allowed,
          floor(extract(epoch from (${now}::timestamptz - e.occurred_at)) / 604800)::int as week, count(*)::int as calls, max(e.occurred_at) as last
        from ledger_entry e
        where e.tenant_id = ${tenantId}::uuid and e.agent_id = a.id and e.action = 'tool.call'
          and e.occurred_at > ${now}::timestamptz - make_interval(days => ${USE_DAYS}::int)
        group by 1, 2, 3
      ) u`,
  )
  const found = new Map<string, Use>()
  for (const row of rows) add(found, row)
  for (const { agent_id, ...person } of await peopleOf(tx, tenantId, agentIds, now)) found.get(agent_id)?.people.push(person)
  return found
}

export const noUse = (): Use => ({ tools: new Map(), people: [], weeks: Array.from({ length: WEEKS }, () => 0), calls: 0, denied: 0, last: null })

function add(found: Map<string, Use>, { agent_id, scope, allowed, week, calls, last }: Row): void {
  const use = found.get(agent_id) ?? noUse()
  found.set(agent_id, use)
  const tool = use.tools.get(scope) ?? { scope, used: 0, denied: 0, last_used_at: null }
  use.tools.set(scope, tool)
  if (!allowed) {
    tool.denied += calls
    use.denied += calls
    return
  }
  tool.used += calls
  use.calls += calls
  const at = last.toISOString()
  if (tool.last_used_at === null || at > tool.last_used_at) tool.last_used_at = at
  if (use.last === null || last > use.last) use.last = last
  const place = WEEKS - 1 - Math.min(WEEKS - 1, Math.max(0, week))
  use.weeks[place] = (use.weeks[place] ?? 0) + calls
}

const PEOPLE_SHOWN = 5

/** In whose name these agents called, the most first. */
async function peopleOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentIds: readonly string[], now: Date): Promise<{ agent_id: string; id: string; name: string; calls: number }[]> {
  return asRows(
    await tx.$queryRaw`
      select a.id as agent_id, p.id, p.name, u.calls
      from unnest(${[...agentIds]}::uuid[]) a(id), lateral (
        select e.root_person_id, count(*)::int as calls from ledger_entry e
        where e.tenant_id = ${tenantId}::uuid and e.agent_id = a.id and e.action = 'tool.call' and e.result = 'allowed' and e.root_person_id is not null
          and e.occurred_at > ${now}::timestamptz - make_interval(days => ${USE_DAYS}::int)
        group by 1 order by 2 desc, 1 limit ${PEOPLE_SHOWN}
      ) u join person p on p.id = u.root_person_id
      order by a.id, u.calls desc, p.name`,
  )
}

/** When each tool came into its agent's document, by agent and scope: the first approved revision that has it. */
export async function givenSince(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = asRows<{ agent_id: string; server: string; tool: string; since: Date }>(
    await tx.$queryRaw`
      select r.agent_id, t->>'mcp_server' as server, t->>'tool_id' as tool, min(r.approved_at) as since
      from agent_revision r, jsonb_array_elements(r.document->'tools') t
      where r.tenant_id = ${tenantId}::uuid and r.agent_id = any(${[...agentIds]}::uuid[]) and r.approved_at is not null
      group by 1, 2, 3`,
  )
  return new Map(rows.map(({ agent_id, server, tool, since }) => [`${agent_id} mcp:${server}:${tool}`, since.toISOString()]))
}
