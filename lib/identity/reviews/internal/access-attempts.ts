import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { mayHoldLease } from '../../containment'
import { PROBE_KEYS, withProbeKey, type TrustKey } from '../../registry'
import type { ProbeView } from '../contract'
import type { Probed } from './probe'

type Check = ProbeView['checks'][number]
/** `server`: of a resource server that guards itself, at `url`; null: a gateway. */
export type AttemptedPoint = { id: string; name: string; url: string; server: string | null; /** Without a lease it lets nothing through. */ leased: boolean }
/** A tool server, with what was taken away there, and what the agent has left there, as scopes. */
export type TakenAt = { server: string; /** Where it guards itself; null: behind the gateway. */ guardedAt: string | null; taken: string[]; left: string[] }
/** Who is tried, where, and what with: all that whoever tries needs to know. */
export type AccessSubject = {
  tenantId: TenantId
  agent: { id: string; name: string; sponsorId: string }
  epoch: number
  documentDigest: string
  /** All of it was taken: it is stopped. Else some of its tools were. */
  stopped: boolean
  servers: TakenAt[]
  points: AttemptedPoint[]
  /** Of a token that was never issued, so that what is tried with it is nobody's call, and no use of the agent's. */
  tokenId: string
}
/** Real attempts over the real routes, with the public half of a key that the agent is given for this alone. */
export type AccessProbe = (subject: AccessSubject, trust: TrustKey) => Promise<Check[]>

type Row = { name: string; sponsor_id: string; epoch: string | null; digest: string; tools: { server: string; tool: string }[]; guarded: Record<string, string> | null; now: Date }
type PointRow = { id: string; name: string; url: string; server: string | null; last_lease_at: Date | null }

/** Tries what was taken away, as the agent would: each attempt has to be refused, and a place that gives no answer proves nothing. */
export async function attemptAccess(tenantId: TenantId, probed: Probed, probe: AccessProbe): Promise<Check[]> {
  if (probed.decision === 'keep') return []
  const subject = await subjectOf(tenantId, probed)
  if (!subject) return []
  return withProbeKey({ tenantId, agentId: probed.agentId, by: PROBE_KEYS.review }, (trust) => probe(subject, trust))
}

const subjectOf = (tenantId: TenantId, { agentId, decision, removes }: Probed): Promise<AccessSubject | null> =>
  read(tenantId, async (tx) => {
    const [row] = asRows<Row>(
      await tx.$queryRaw`
        select a.name, a.sponsor_id, e.epoch::text as epoch, r.digest, clock_timestamp() as now,
          (select coalesce(jsonb_agg(jsonb_build_object('server', t->>'mcp_server', 'tool', t->>'tool_id')), '[]') from jsonb_array_elements(r.document->'tools') t) as tools,
          (select jsonb_object_agg(s.slug, s.transport->>'url') from tool_server s where s.tenant_id = a.tenant_id and s.transport->>'kind' = 'guard') as guarded
        from agent a join agent_revision r on r.id = a.revision_in_force_id left join containment_epoch e on e.tenant_id = a.tenant_id
        where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid`,
    )
    if (!row) return null
    const points = asRows<PointRow>(
      await tx.$queryRaw`select id, name, url, server, last_lease_at from enforcement_point where revoked_at is null and (tenant_id is null or tenant_id = ${tenantId}::uuid) order by name`,
    )
    const has = row.tools.map(({ server, tool }) => `mcp:${server}:${tool}`)
    const stopped = decision === 'remove'
    return {
      tenantId,
      agent: { id: agentId, name: row.name, sponsorId: row.sponsor_id },
      epoch: Number(row.epoch ?? 0),
      documentDigest: row.digest,
      stopped,
      servers: byServer(stopped ? has : removes, stopped ? [] : has, row.guarded ?? {}),
      points: points.map(({ last_lease_at: at, ...point }) => ({ ...point, leased: mayHoldLease(at, row.now) })),
      tokenId: newId(),
    }
  })

function byServer(taken: readonly string[], left: readonly string[], guarded: Readonly<Record<string, string>>): TakenAt[] {
  const of = (scopes: readonly string[], server: string) => scopes.filter((scope) => scope.startsWith(`mcp:${server}:`))
  const servers = [...new Set(taken.flatMap((scope) => scope.split(':')[1] ?? []))].sort()
  return servers.map((server) => ({ server, guardedAt: guarded[server] ?? null, taken: of(taken, server), left: of(left, server) }))
}
