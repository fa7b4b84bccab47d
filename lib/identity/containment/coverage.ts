import { createHash } from 'node:crypto'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView, Grain } from './contract'
import { hopsThrough, type Hop } from './internal/hops-through'
import { mayHoldLease } from './lease-window'
import { notCovered } from './not-covered'

type Named = { id: string; name: string }
type Target = { agentId: string; grain: Grain }
type Reader = Pick<Tx, '$queryRaw'>

/**
 * What a halt of `agentId` covers. The preview and the order both call this and nothing else, so that the dialog cannot
 * say less than what happens; the order calls it while it holds the tenant's lock.
 *
 * Below the target are the agents that have an unexpired delegation under it, halted before or not; what dies are all
 * delegations that pass through any of the covered, whoever is at their root. Null: no such agent in this tenant.
 *
 * Here and in `internal/hops-through` this context reads agents, delegations, mandates and people, in SQL: a sub-tree of
 * 1,365 agents must take milliseconds.
 */
export async function coverageOf(tx: Reader, tenantId: TenantId, { agentId, grain }: Target): Promise<CoverageView | null> {
  const below = grain === 'sub_tree' ? await hopsThrough(tx, tenantId, [agentId]) : []
  const agents = await agentsNamed(tx, tenantId, agentId, [agentId, ...below.filter(({ revoked }) => !revoked).flatMap((hop) => afterIn(hop, agentId))])
  const target = agents[0]
  if (target?.id !== agentId) return null
  const covered = agents.map(({ id }) => id)
  const live = await alive(tx, tenantId, await hopsThrough(tx, tenantId, covered, below))
  const edges = [...new Set(live.map(({ mandate_id, path }) => [mandate_id, ...path].join(' ')))].sort()
  const rest = await surroundings(tx, tenantId, covered, [...new Set(live.map((hop) => hop.root_person_id))])
  const points = rest.points.map(({ id, name, last_lease_at }) => {
    const leasedAt = last_lease_at === null ? null : new Date(last_lease_at)
    return { id, name, connected: mayHoldLease(leasedAt, rest.as_of), last_lease_at: leasedAt?.toISOString() ?? null }
  })
  const counted = {
    target,
    grain,
    agents,
    delegations: edges.length,
    live_tokens: live.length,
    last_token_expires_at: latest(live),
    calls_in_flight: rest.calls_in_flight,
    people: rest.people,
    points,
  }
  return {
    ...counted,
    not_covered: notCovered(counted),
    // Over who and what is covered, not over times, names or the tokens of the moment: a hop whose token was renewed is
    // the same hop, and a preview of a minute ago must not be void for it.
    snapshot_digest: digestOf({ target: target.id, grain, agents: idsOf(agents), people: idsOf(rest.people), points: idsOf(points), edges: sha256(edges.join()) }),
    as_of: rest.as_of.toISOString(),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
const idsOf = (named: readonly Named[]): string[] => named.map(({ id }) => id).sort()
const afterIn = ({ path }: Hop, agentId: string): string[] => path.slice(path.indexOf(agentId) + 1)
const latest = (hops: readonly Hop[]): string | null =>
  hops.length === 0 ? null : new Date(Math.max(...hops.map(({ expires_at }) => Date.parse(expires_at)))).toISOString()

/** Without what an earlier order has killed already: a token is dead when a cover of anyone in its path is younger. */
async function alive(tx: Reader, tenantId: TenantId, hops: readonly Hop[]): Promise<Hop[]> {
  const subjects = [...new Set(hops.flatMap(({ path }) => path))]
  const newest = asRows<{ subject_id: string; epoch: number }>(
    await tx.$queryRaw`
      select subject_id, max(epoch)::float8 as epoch from containment_cover
      where tenant_id = ${tenantId}::uuid and kind = 'agent' and subject_id = any(${subjects}::uuid[]) group by subject_id`,
  )
  const epochOf = new Map(newest.map(({ subject_id, epoch }) => [subject_id, epoch]))
  return hops.filter(({ revoked, path, epoch }) => !revoked && !path.some((id) => (epochOf.get(id) ?? 0) > epoch))
}

/** The target first, then by name. */
const agentsNamed = async (tx: Reader, tenantId: TenantId, first: string, ids: readonly string[]): Promise<Named[]> =>
  asRows<Named>(
    await tx.$queryRaw`
      select id, name from agent where tenant_id = ${tenantId}::uuid and id = any(${[...new Set(ids)]}::uuid[])
      order by id <> ${first}::uuid, name, id`,
  )

type Surroundings = { calls_in_flight: number; people: Named[]; points: (Named & { last_lease_at: string | null })[]; as_of: Date }

async function surroundings(tx: Reader, tenantId: TenantId, covered: readonly string[], rootIds: readonly string[]): Promise<Surroundings> {
  const [row] = asRows<Surroundings>(
    await tx.$queryRaw`
      select
        (select count(*)::int from call_in_flight f where f.tenant_id = ${tenantId}::uuid
          and exists (select from unnest(f.path) p(id) where p.id = any(${covered}::uuid[]))) as calls_in_flight,
        (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id), '[]') from person p
          where p.tenant_id = ${tenantId}::uuid and (p.id = any(${rootIds}::uuid[]) or p.id in (
            select m.person_id from mandate m where m.tenant_id = ${tenantId}::uuid and m.agent_id = any(${covered}::uuid[])
              and m.expires_at > now() and m.withdrawn_at is null))) as people,
        (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'last_lease_at', e.last_lease_at) order by e.name), '[]')
          from enforcement_point e where e.revoked_at is null and (e.tenant_id is null or e.tenant_id = ${tenantId}::uuid)) as points,
        statement_timestamp() as as_of`,
  )
  return row as Surroundings
}
