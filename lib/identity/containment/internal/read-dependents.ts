import { Prisma } from '@/generated/prisma/client'
import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { Dependents } from '../contract'
import type { Coverage } from '../coverage'
import type { Target } from '../target'

/** Those with work running are first. */
const LISTED_MAX = 50
/** Beyond it nobody counts: a server that everybody's document names. */
const COUNTED_MAX = 10_000

type Row = { id: string; name: string; why: Dependents['agents'][number]['why']; total: number }

/**
 * The agents that are not stopped with it and need it, as far as that is on record: whoever has work running through it
 * now, and whoever's identity document counts on it. Read for a preview alone: an order stops what it covers, whoever
 * needs that, and must not wait for every document there is.
 */
export async function readDependents(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, asked: Target, { agentIds, hopIds }: Pick<Coverage, 'agentIds' | 'hopIds'>): Promise<Dependents> {
  if (asked.grain === 'tenant') return { total: 0, agents: [] }
  const stopped = uuidArray(asked.grain === 'run' ? [asked.agentId ?? ''] : agentIds)
  const rows = asRows<Row>(
    await tx.$queryRaw`
      with above as (
        select distinct u.id from delegation d
          cross join lateral (select min(p.at) as at from unnest(d.path) with ordinality p(id, at) where p.id = any(${stopped}::uuid[])) first
          cross join lateral unnest(d.path) with ordinality u(id, at)
        where d.tenant_id = ${tenantId}::uuid and d.id = any(${uuidArray(hopIds)}::uuid[]) and u.at < first.at
      ), naming as (
        ${namingIt(asked, stopped)}
      ), needing as (
        select id, 'work_running' as why, 0 as place from above
        union all select id, ${asked.server === undefined ? 'may_delegate' : 'names_tool'}, 1 from naming where id not in (select id from above)
      )
      select a.id, a.name, e.why, (count(*) over ())::int as total from needing e join agent a on a.id = e.id
      where a.tenant_id = ${tenantId}::uuid and not (a.id = any(${stopped}::uuid[])) order by e.place, a.name, a.id limit ${LISTED_MAX}`,
  )
  return { total: rows[0]?.total ?? 0, agents: rows.map(({ id, name, why }) => ({ id, name, why })) }
}

/** Of whose documents: those that name an agent to pass work on to, or a tool. Nobody's names a run. */
const namingIt = ({ grain, server, tool }: Target, stopped: string): Prisma.Sql =>
  grain === 'run' ? Prisma.sql`select null::uuid as id where false` : Prisma.sql`select id from agents_naming(${stopped}::uuid[], ${server ?? null}::text, ${tool ?? null}::text, ${COUNTED_MAX}::int)`
