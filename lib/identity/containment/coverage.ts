import { createHash } from 'node:crypto'
import { asRows } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView } from './contract'
import { LIFE_SECONDS, type Live, type Named } from './internal/read-reach'
import { reachOf, type Subject } from './internal/reach'
import { mayHoldLease } from './lease-window'
import { notCovered } from './not-covered'
import type { Target } from './target'

type Reader = Pick<Writer, '$queryRaw'>
/** What is shown of it, and the rows that an order over it writes; the ids of the hops only where they were asked for. */
export type Coverage = { view: CoverageView; subjects: readonly Subject[]; targetKey: string | null; agentIds: readonly string[]; hopIds: readonly string[] }

/** Agents that are listed by name; what nobody reads is counted. */
const LISTED_MAX = 2_000

/**
 * What a halt of this target covers. The preview and the order both call this and nothing else, so that the dialog
 * cannot say less than what happens; the order calls it while it holds the tenant's lock.
 *
 * Below an agent are those that have an unexpired delegation under it, halted before or not; what dies are all
 * delegations that pass through any of the covered, whoever is at their root. Null: no such target in this tenant.
 *
 * Here and in `internal/` this context reads agents, delegations, mandates and people, in SQL: a sub-tree of 1,365
 * agents must take milliseconds.
 */
export async function coverageOf(tx: Reader, tenantId: TenantId, asked: Target, { withHops }: { withHops: boolean }): Promise<Coverage | null> {
  const reach = await reachOf(tx, tenantId, asked, { withHops })
  if (!reach) return null
  const { grain } = asked
  const { live, around } = reach
  const agents = grain === 'tenant' ? await everyAgent(tx, tenantId) : targetFirst(reach.agents, reach.target.id)
  const points = around.points.map(({ id, name, last_lease_at }) => {
    const leasedAt = last_lease_at === null ? null : new Date(last_lease_at)
    return { id, name, connected: mayHoldLease(leasedAt, around.as_of), last_lease_at: leasedAt?.toISOString() ?? null }
  })
  const target = { id: reach.target.id, name: reach.target.name }
  const counted = {
    target,
    grain,
    agents: agents.slice(0, LISTED_MAX),
    more_agents: Math.max(0, agents.length - LISTED_MAX),
    affected: grain === 'tenant' ? [] : live.actors.slice(0, LISTED_MAX),
    delegations: live.edges,
    live_tokens: live.hops,
    tokens_by_life: byLife(live),
    last_token_expires_at: live.lastExpiresAt?.toISOString() ?? null,
    calls_in_flight: live.callsInFlight,
    people: [...live.people],
    systems: [...live.systems],
    dependents: null,
    points,
    last_drill: around.last_drill && { ...around.last_drill, at: new Date(around.last_drill.at).toISOString() },
  }
  // Over who and what is covered, not over times, names or the tokens of the moment: a hop whose token was renewed is
  // the same hop, and a preview of a minute ago must not be void for it. Where everybody works all the time, hops come
  // and go by the second, and who is covered is what counts.
  const narrow = ['run', 'agent', 'sub_tree'].includes(grain) ? { people: idsOf(live.people), edges: live.edgesDigest } : {}
  const view = {
    ...counted,
    not_covered: notCovered(counted),
    snapshot_digest: digestOf({ target: target.id, grain, ...(reach.target.key ? { key: reach.target.key } : {}), agents: sha256(idsOf(agents).join()), points: idsOf(points), ...narrow }),
    as_of: around.as_of.toISOString(),
  }
  return { view, subjects: reach.subjects, targetKey: reach.target.key, agentIds: agents.map(({ id }) => id), hopIds: live.hopIds }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
const idsOf = (list: readonly Named[]): string[] => list.map(({ id }) => id).sort()
const targetFirst = (agents: readonly Named[], id: string): Named[] => [...agents.filter((one) => one.id === id), ...agents.filter((one) => one.id !== id)]

function byLife({ lives }: Live): CoverageView['tokens_by_life'] {
  const buckets = LIFE_SECONDS.map((upTo, n) => ({ up_to_seconds: upTo as number | null, tokens: lives[n] ?? 0 }))
  const longer = lives[LIFE_SECONDS.length] ?? 0
  return [...buckets, ...(longer > 0 ? [{ up_to_seconds: null, tokens: longer }] : [])]
}

const everyAgent = async (tx: Reader, tenantId: TenantId): Promise<Named[]> => {
  const [columns] = asRows<{ ids: string[] | null; names: string[] | null }>(
    await tx.$queryRaw`select json_agg(id order by name, id) as ids, json_agg(name order by name, id) as names from agent where tenant_id = ${tenantId}::uuid and state <> 'retired'`,
  )
  return (columns?.ids ?? []).map((id, n) => ({ id, name: columns?.names?.[n] ?? '' }))
}
