import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import type { TenantId } from '@/lib/kernel/ids'
import type { CoverageView, Grain } from './contract'
import { mayHoldLease } from './lease-window'
import { notCovered } from './not-covered'

type Named = { id: string; name: string }
type Row = {
  agents: Named[] | null
  delegations: number
  live_tokens: number
  last_token_expires_at: Date | null
  calls_in_flight: number
  people: Named[]
  points: (Named & { last_lease_at: string | null })[]
  hops: string
  as_of: Date
}

/**
 * What a halt of `agentId` covers. The preview and the order both call this and nothing else, so that the dialog cannot
 * say less than what happens; the order calls it while it holds the tenant's lock. SQL, because it is one statement over
 * a path index and arrays (a sub-tree of 1,365 in a few milliseconds); it is also the one place where this context reads
 * agents, delegations, mandates and people.
 *
 * Below the target are the agents that have an unexpired delegation under it, halted before or not; what dies are all
 * delegations that pass through any of the covered, whoever is at their root. Null: no such agent in this tenant.
 */
export async function coverageOf(
  tx: Pick<Tx, '$queryRaw'>,
  tenantId: TenantId,
  { agentId, grain }: { agentId: string; grain: Grain },
): Promise<CoverageView | null> {
  const [row] = asRows<Row>(
    await tx.$queryRaw`
      with covered as materialized (
        select ${agentId}::uuid as id
        union
        select unnest(d.path[array_position(d.path, ${agentId}::uuid) + 1:]) from delegation d
        where ${grain} = 'sub_tree' and d.tenant_id = ${tenantId}::uuid and d.path @> array[${agentId}::uuid]
          and d.expires_at > now() and d.revoked_at is null
      ),
      live as materialized (
        select d.mandate_id, d.path, d.root_person_id, d.expires_at from delegation d
        where d.tenant_id = ${tenantId}::uuid and d.path && (select array_agg(id) from covered)
          and d.expires_at > now() and d.revoked_at is null
          and not exists (select from containment_cover c where c.tenant_id = d.tenant_id and c.kind = 'agent'
            and c.subject_id = any(d.path) and c.epoch > d.epoch)
      ),
      person_ids as (
        select root_person_id as id from live
        union
        select m.person_id from mandate m where m.tenant_id = ${tenantId}::uuid and m.agent_id in (select id from covered)
          and m.expires_at > now() and m.withdrawn_at is null
      )
      select
        (select json_agg(json_build_object('id', a.id, 'name', a.name) order by a.id <> ${agentId}::uuid, a.name, a.id)
          from agent a join covered c on c.id = a.id where a.tenant_id = ${tenantId}::uuid) as agents,
        (select count(distinct (mandate_id, path))::int from live) as delegations,
        (select count(*)::int from live) as live_tokens,
        (select max(expires_at) from live) as last_token_expires_at,
        (select count(*)::int from call_in_flight f where f.tenant_id = ${tenantId}::uuid
          and f.path && (select array_agg(id) from covered)) as calls_in_flight,
        (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id), '[]')
          from person p join person_ids i on i.id = p.id where p.tenant_id = ${tenantId}::uuid) as people,
        (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'last_lease_at', e.last_lease_at) order by e.name), '[]')
          from enforcement_point e where e.revoked_at is null and (e.tenant_id is null or e.tenant_id = ${tenantId}::uuid)) as points,
        (select encode(sha256(convert_to(coalesce(string_agg(distinct mandate_id::text || path::text, ' '), ''), 'UTF8')), 'hex')
          from live) as hops,
        statement_timestamp() as as_of`,
  )
  const target = row?.agents?.[0]
  if (!row?.agents || target?.id !== agentId) return null
  const points = row.points.map(({ id, name, last_lease_at }) => {
    const leasedAt = last_lease_at === null ? null : new Date(last_lease_at)
    return { id, name, connected: mayHoldLease(leasedAt, row.as_of), last_lease_at: leasedAt?.toISOString() ?? null }
  })
  const counted = {
    target,
    grain,
    agents: row.agents,
    delegations: row.delegations,
    live_tokens: row.live_tokens,
    last_token_expires_at: row.last_token_expires_at?.toISOString() ?? null,
    calls_in_flight: row.calls_in_flight,
    people: row.people,
    points,
  }
  return {
    ...counted,
    not_covered: notCovered(counted),
    snapshot_digest: digestOf({
      target: target.id,
      grain,
      agents: idsOf(row.agents),
      people: idsOf(row.people),
      points: idsOf(row.points),
      hops: row.hops,
    }),
    as_of: row.as_of.toISOString(),
  }
}

/**
 * The digest is over who and what is covered, not over times, names or the tokens of the moment: a hop whose token was
 * renewed is the same hop, and a preview of a minute ago must not be void for it.
 */
const idsOf = (named: readonly Named[]): string[] => named.map(({ id }) => id).sort()
