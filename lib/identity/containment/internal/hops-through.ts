import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'

/** One unexpired hop of authority. */
export type Hop = {
  id: string
  agent_id: string
  run_id: string
  mandate_id: string
  root_person_id: string
  path: string[]
  audience: string
  scopes: string[]
  epoch: number
  expires_at: string
  revoked: boolean
}
type Reader = Pick<Tx, '$queryRaw'>

/**
 * Every unexpired hop that passes through any of `agentIds`: those that end at one, and all that came from these. A child
 * never outlives its parent, so that none is missed, and however much history a busy agent has, only what lives is read.
 */
export const hopsThrough = async (tx: Reader, tenantId: TenantId, agentIds: readonly string[]): Promise<Hop[]> =>
  found(
    await tx.$queryRaw`
      with recursive through(id) as (${endingAt(tenantId, agentIds)} union ${cameFrom(tenantId, 'through')})
      select ${hopsOf('through')} as hops`,
  ).hops

/** The hops of one run of one agent, and all that came from these. */
export const hopsOfRun = async (tx: Reader, tenantId: TenantId, agentId: string, runId: string): Promise<Hop[]> =>
  found(
    await tx.$queryRaw`
      with recursive through(id) as (${endingAt(tenantId, [agentId], Prisma.sql`run_id = ${runId}`)} union ${cameFrom(tenantId, 'through')})
      select ${hopsOf('through')} as hops`,
  ).hops

/**
 * The agents in `top` and those below them, which are named after one of them in the path of a live hop, and every
 * unexpired hop that passes through any of these: one statement, whatever the tree's depth.
 */
export async function hopsBelow(tx: Reader, tenantId: TenantId, top: readonly string[]): Promise<{ hops: Hop[]; ids: string[] }> {
  return found(
    await tx.$queryRaw`
      with recursive first(id) as (${endingAt(tenantId, top)} union ${cameFrom(tenantId, 'first')}),
      named(id) as (
        select unnest(${top}::uuid[])
        union
        select p.id from first cross join lateral (select path from delegation where id = first.id and revoked_at is null offset 0) d
          cross join lateral unnest(d.path) with ordinality p(id, n)
        where p.n > (select min(q.n) from unnest(d.path) with ordinality q(id, n) where q.id = any(${top}::uuid[]))
      ),
      through(id) as (
        select d.id from named cross join lateral (
          select id from delegation where tenant_id = ${tenantId}::uuid and agent_id = named.id and expires_at > now() offset 0) d
        union ${cameFrom(tenantId, 'through')}
      )
      select array(select id from named) as ids, ${hopsOf('through')} as hops`,
  )
}

/**
 * The statements join by `lateral (... offset 0)`, which no planner takes apart: under row-level security it expects a
 * hundredth of the rows there are, and would look for children along the index of what has not expired, a thousand times
 * over. Fenced like this, all it can choose is the index by parent, or by id. The index over `path` is none of them, since
 * array operators are not leak-proof. `union` and not `union all`: a loop in the data ends where it began.
 */
const endingAt = (tenantId: TenantId, agentIds: readonly string[], and: Prisma.Sql = Prisma.sql`true`): Prisma.Sql =>
  Prisma.sql`select id from delegation where tenant_id = ${tenantId}::uuid and agent_id = any(${agentIds}::uuid[]) and expires_at > now() and ${and}`

const cameFrom = (tenantId: TenantId, set: Set): Prisma.Sql =>
  Prisma.sql`select d.id from ${SETS[set]} t cross join lateral (select id, tenant_id, expires_at from delegation where parent_id = t.id offset 0) d
    where d.tenant_id = ${tenantId}::uuid and d.expires_at > now()`

type Set = keyof typeof SETS
const SETS = { first: Prisma.raw('first'), through: Prisma.raw('through') } as const

/** Every unexpired hop of the tenant, or those whose scopes `reach` one tool, or any tool of one server. */
export async function hopsOfTenant(tx: Reader, tenantId: TenantId, reach?: { scope: string } | { server: string }): Promise<Hop[]> {
  const all = found(await tx.$queryRaw`select json_agg(${HOP}) as hops from delegation where tenant_id = ${tenantId}::uuid and expires_at > now()`).hops
  if (!reach) return all
  return all.filter(({ scopes }) => scopes.some((scope) => ('scope' in reach ? scope === reach.scope : scope.startsWith(`mcp:${reach.server}:`))))
}

// As one JSON value, which is several times cheaper to carry through the client than a thousand rows.
const HOP = Prisma.sql`json_build_object('id', id, 'agent_id', agent_id, 'run_id', run_id, 'mandate_id', mandate_id, 'root_person_id', root_person_id,
  'path', path, 'audience', audience, 'scopes', scopes, 'epoch', epoch, 'expires_at', expires_at, 'revoked', revoked_at is not null)`
const hopsOf = (set: Set): Prisma.Sql =>
  Prisma.sql`(select json_agg(${HOP}) from (select d.* from ${SETS[set]} t cross join lateral (select * from delegation where id = t.id offset 0) d) hop)`

type Found = { hops: Hop[] | null; ids?: string[] }
function found(rows: unknown): { hops: Hop[]; ids: string[] } {
  const [row] = asRows<Found>(rows)
  return { hops: row?.hops ?? [], ids: row?.ids ?? [] }
}
