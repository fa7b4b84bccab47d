import { Prisma } from '@/generated/prisma/client'
import { asRows, uuidArray } from '@/lib/db/rows'
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
 *
 * Level by level, and by a function in the database: under row-level security the planner expects a hundredth of the rows
 * there are, and a recursive statement looks for each hop in all of them; nor may it use an index over `path`, since array
 * operators are not leak-proof. And what a level found need not come here and go back.
 */
export async function hopsThrough(tx: Reader, tenantId: TenantId, agentIds: readonly string[], known: readonly Hop[] = []): Promise<Hop[]> {
  return [...known, ...(await hopsFrom(tx, tenantId, agentIds, { known }))]
}

/** The hops of one run of one agent, and all that came from these. */
export const hopsOfRun = (tx: Reader, tenantId: TenantId, agentId: string, runId: string): Promise<Hop[]> => hopsFrom(tx, tenantId, [agentId], { runId })

async function hopsFrom(tx: Reader, tenantId: TenantId, agentIds: readonly string[], { known = [], runId = null }: { known?: readonly Hop[]; runId?: string | null }): Promise<Hop[]> {
  const except = uuidArray(known.map(({ id }) => id))
  const [row] = asRows<{ hops: Columns }>(
    await tx.$queryRaw`select hops_through(${tenantId}::uuid, ${uuidArray(agentIds)}::uuid[], ${except}::uuid[], ${runId}::text) as hops`,
  )
  return row ? rowsOf(row.hops) : []
}

/** Every unexpired hop of the tenant, or those whose scopes `reach` one tool, or any tool of one server. */
export async function hopsOfTenant(tx: Reader, tenantId: TenantId, reach?: { scope: string } | { server: string }): Promise<Hop[]> {
  const [row] = asRows<{ hops: Columns }>(await tx.$queryRaw`select ${HOPS} as hops from delegation where tenant_id = ${tenantId}::uuid and expires_at > now()`)
  const all = row ? rowsOf(row.hops) : []
  if (!reach) return all
  return all.filter(({ scopes }) => scopes.some((scope) => ('scope' in reach ? scope === reach.scope : scope.startsWith(`mcp:${reach.server}:`))))
}

// As one JSON value of columns, which is several times cheaper to make and to carry than a thousand rows.
const HOPS = Prisma.sql`json_build_object('id', json_agg(id), 'agent_id', json_agg(agent_id), 'run_id', json_agg(run_id), 'mandate_id', json_agg(mandate_id),
  'root_person_id', json_agg(root_person_id), 'path', json_agg(path), 'audience', json_agg(audience), 'scopes', json_agg(scopes),
  'epoch', json_agg(epoch), 'expires_at', json_agg(expires_at), 'revoked', json_agg(revoked_at is not null))`
/** As `hops_through` makes them, too; null where there is no row. */
type Columns = { [K in keyof Hop]: Hop[K][] | null }

const rowsOf = (columns: Columns): Hop[] =>
  (columns.id ?? []).map((id, n) => {
    const at = <K extends keyof Hop>(name: K): Hop[K] => (columns[name] as Hop[K][])[n] as Hop[K]
    return {
      id, agent_id: at('agent_id'), run_id: at('run_id'), mandate_id: at('mandate_id'), root_person_id: at('root_person_id'), path: at('path'),
      audience: at('audience'), scopes: at('scopes'), epoch: at('epoch'), expires_at: at('expires_at'), revoked: at('revoked'),
    } // prettier-ignore
  })
