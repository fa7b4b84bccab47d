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

/** Chains are far shorter (the depth limit is 4 unless configured); what is deeper is a loop in the data. */
const LEVELS_MAX = 64

/**
 * Every unexpired hop that passes through any of `agentIds`: those that end at one, and all that came from these, level
 * by level. A child never outlives its parent, so that none is missed, and however much history a busy agent has, only
 * what lives is read.
 *
 * One table a statement, and the sets are made here: under row-level security the planner expects a hundredth of the
 * rows there are, joins a thousand hops by nested loops and takes seconds; nor may it use the index over `path`, since
 * array operators are not leak-proof.
 */
export async function hopsThrough(tx: Reader, tenantId: TenantId, agentIds: readonly string[], known: readonly Hop[] = []): Promise<Hop[]> {
  return andBelow(tx, tenantId, await endingAt(tx, tenantId, agentIds, known.map(({ id }) => id)), known)
}

/** The hops of one run of one agent, and all that came from these. */
export const hopsOfRun = async (tx: Reader, tenantId: TenantId, agentId: string, runId: string): Promise<Hop[]> =>
  andBelow(
    tx,
    tenantId,
    (await endingAt(tx, tenantId, [agentId], [])).filter(({ run_id }) => run_id === runId),
  )

async function andBelow(tx: Reader, tenantId: TenantId, first: readonly Hop[], known: readonly Hop[] = []): Promise<Hop[]> {
  const found = new Map(known.map((hop) => [hop.id, hop]))
  let level = first
  for (let n = 0; level.length > 0 && n < LEVELS_MAX; n++) {
    const fresh = level.filter((hop) => !found.has(hop.id))
    for (const hop of fresh) found.set(hop.id, hop)
    level = fresh.length > 0 ? await derivedFrom(tx, tenantId, fresh.map(({ id }) => id)) : []
  }
  return [...found.values()]
}

/** Every unexpired hop of the tenant, or those whose scopes `reach` one tool, or any tool of one server. */
export async function hopsOfTenant(tx: Reader, tenantId: TenantId, reach?: { scope: string } | { server: string }): Promise<Hop[]> {
  const all = one(await tx.$queryRaw`select json_agg(${HOP}) as hops from delegation where tenant_id = ${tenantId}::uuid and expires_at > now()`)
  if (!reach) return all
  return all.filter(({ scopes }) => scopes.some((scope) => ('scope' in reach ? scope === reach.scope : scope.startsWith(`mcp:${reach.server}:`))))
}

// As one JSON value, which is several times cheaper to carry through the client than a thousand rows.
const HOP = Prisma.sql`json_build_object('id', id, 'agent_id', agent_id, 'run_id', run_id, 'mandate_id', mandate_id, 'root_person_id', root_person_id,
  'path', path, 'audience', audience, 'scopes', scopes, 'epoch', epoch, 'expires_at', expires_at, 'revoked', revoked_at is not null)`
type Found = { hops: Hop[] | null }
const one = (rows: unknown): Hop[] => asRows<Found>(rows)[0]?.hops ?? []

const endingAt = async (tx: Reader, tenantId: TenantId, agentIds: readonly string[], except: readonly string[]): Promise<Hop[]> =>
  one(
    await tx.$queryRaw`
      select json_agg(${HOP}) as hops from delegation
      where tenant_id = ${tenantId}::uuid and agent_id = any(${agentIds}::uuid[]) and expires_at > now() and id <> all(${except}::uuid[])`,
  )

const derivedFrom = async (tx: Reader, tenantId: TenantId, parentIds: readonly string[]): Promise<Hop[]> =>
  one(
    await tx.$queryRaw`
      select json_agg(${HOP}) as hops from delegation
      where tenant_id = ${tenantId}::uuid and parent_id = any(${parentIds}::uuid[]) and expires_at > now()`,
  )
