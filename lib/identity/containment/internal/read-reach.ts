import type { Prisma } from '@/generated/prisma/client'
import { asRows, uuidArray } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import { Fault } from '@/lib/kernel/fault'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView } from '../contract'

/** Of whom, and of which of their hops of authority. */
export type Asked =
  /** Of these agents; with whoever acts in an unexpired hop after one of them, or of one run of theirs alone. */
  | { agentIds: readonly string[]; below: boolean; runId?: string }
  /** Of everybody: every hop, or those that may use one scope, or any tool of one server. */
  | { agentIds: null; scope?: string; server?: string }

export type Reached = {
  /** What was asked for, by name; null where there is no such thing in this tenant. */
  target: Named | null
  live: Live
  around: Around
}
/** Who must confirm an order, and how long that took the last time that it was rehearsed. */
export type Around = {
  points: readonly (Named & { last_lease_at: string | null })[]
  last_drill: CoverageView['last_drill']
  as_of: Date
}

/** Who is covered, and what lives there: not expired, not revoked, and on nothing that an earlier order has ended. */
export type Live = {
  /** Those asked for, and those below, by name. */
  agents: readonly Named[]
  /** Who acts in one of the hops, and is not among the agents. */
  actors: readonly Named[]
  hops: number
  /** Only where they were asked for. */
  hopIds: readonly string[]
  /** Of a run: hops that came from it and carry another run's name, dead ones among them. */
  passedOn: readonly string[]
  /** Different ways that authority takes, by mandate and path, and a digest over them. */
  edges: number
  edgesDigest: string
  /** At the root of a hop, or with a mandate for one of the agents. */
  people: readonly Named[]
  /** Tool servers that the hops' scopes name. */
  systems: readonly { slug: string; title: string }[]
  callsInFlight: number
  /** How many hops expire within each of `LIFE_SECONDS`, and after the last. */
  lives: readonly number[]
  lastExpiresAt: Date | null
}
export type Named = { id: string; name: string }
/** Of columns, which is several times cheaper to carry than a thousand rows. */
type Columns = { ids: string[]; names: string[] }
type Row = {
  agents: Columns
  actors: Columns
  hops: number
  hop_ids: string[]
  passed_on: string[]
  edges: number
  edges_digest: string
  people: Named[]
  systems: { slug: string; title: string }[]
  calls_in_flight: number
  lives: Record<string, number>
  last_expires_at: string | null
}

export const LIFE_SECONDS = [60, 120, 180, 240, 300] as const

/**
 * Reads what a halt reaches, by a function in the database that follows the hops level by level, and all that is said beside
 * it, in one round trip. Under row-level security the planner expects a hundredth of the rows there are, and a recursive
 * statement looks for each hop in all of them; nor may it use an index over `path`, since array operators are not
 * leak-proof. A child never outlives its parent, so that none is missed, and however much history a busy agent has, only
 * what lives is read.
 */
export async function readReach(
  tx: Pick<Writer, '$queryRaw'>,
  tenantId: TenantId,
  asked: Asked,
  { withHops, target }: { withHops: boolean; /** Selects its `id` and `name`. */ target: Prisma.Sql },
): Promise<Reached> {
  const agents = asked.agentIds && uuidArray(asked.agentIds)
  const [below, runId, scope, server] = asked.agentIds === null ? [false, null, asked.scope ?? null, asked.server ?? null] : [asked.below, asked.runId ?? null, null, null]
  const [row] = asRows<{ reach: Row; target: Named | null } & Around>(
    await tx.$queryRaw`
      select
        (select json_build_object('id', t.id, 'name', t.name) from (${target}) t) as target,
        (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'last_lease_at', e.last_lease_at) order by e.name), '[]')
          from enforcement_point e where e.revoked_at is null and (e.tenant_id is null or e.tenant_id = ${tenantId}::uuid)) as points,
        (select json_build_object('at', d.ended_at, 'p99_ms', d.p99_ms, 'points_proven', d.points_proven, 'points_total', d.points_total)
          from drill d where d.tenant_id = ${tenantId}::uuid and d.p99_ms is not null and d.ended_at is not null order by d.asked_at desc limit 1) as last_drill,
        statement_timestamp() as as_of,
        reach_of(${tenantId}::uuid, ${agents}::uuid[], ${below}::boolean, ${runId}::text, ${scope}::text, ${server}::text, ${[...LIFE_SECONDS]}::int[], ${withHops}::boolean) as reach`,
  )
  if (!row) throw new Fault('the reach of a halt was not read')
  const { reach, target: named, points, last_drill, as_of } = row
  return { target: named, around: { points, last_drill, as_of }, live: liveOf(reach) }
}

function liveOf(reach: Row): Live {
  return {
    agents: namedOf(reach.agents),
    actors: namedOf(reach.actors),
    hops: reach.hops,
    hopIds: reach.hop_ids,
    passedOn: reach.passed_on,
    edges: reach.edges,
    edgesDigest: reach.edges_digest,
    people: reach.people,
    systems: reach.systems,
    callsInFlight: reach.calls_in_flight,
    lives: [...LIFE_SECONDS, null].map((_, n) => reach.lives[n] ?? 0),
    lastExpiresAt: reach.last_expires_at === null ? null : new Date(reach.last_expires_at),
  }
}

const namedOf = ({ ids, names }: Columns): Named[] => ids.map((id, n) => ({ id, name: names[n] ?? '' }))
