import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { PROBE_KEYS, withProbeKey, type TrustKey } from '../../registry'
import type { StepCheck } from '../contract'
import type { Doing } from './doing'
import { whatIsLeft } from './revoke'

/** `server`: of a resource server that guards itself, at `url`; null: a gateway. */
export type ProbedPoint = { id: string; name: string; url: string; server: string | null }
/** Who is tried, where, and what with: all that whoever tries needs to know. */
export type GhostSubject = {
  tenantId: TenantId
  agent: { id: string; name: string; sponsorId: string }
  /** The tenant's epoch before it was stopped: what is tried is a token of then. */
  epoch: number
  documentDigest: string
  /** A tool server behind the gateway that it could reach, and a scope there; null where this tenant has none. */
  target: { server: string; scope: string } | null
  points: ProbedPoint[]
  /** Ids of the tokens that are tried, recorded before any of them is signed. */
  tokenIds: string[]
}
/** Real attempts over the real routes, with the public half of a key that the agent is given for this alone. */
export type GhostProbe = (subject: GhostSubject, trust: TrustKey) => Promise<StepCheck[]>

type Row = { name: string; sponsor_id: string; epoch: string; digest: string | null; server: string | null; tool: string | null; other: string | null }

/**
 * Proves that nothing answers any more. What the agent held is looked for, and then it is tried: a key is registered for
 * it, for as long as the attempts take, so that only its end can be why the token endpoint refuses; and a token as it had
 * before is shown to every enforcement point. A place that gives no answer proves nothing.
 */
export function ghostCheck(doing: Doing, probe: GhostProbe): Promise<StepCheck[]> {
  return withProbeKey({ ...doing, by: PROBE_KEYS.retirement }, async (trust) => {
    const held = await whatIsLeft(doing)
    const subject = await subjectOf(doing)
    return subject ? [...held, ...(await probe(subject, trust))] : [{ check: 'record', ok: false, detail: 'its record is gone' }]
  })
}

const subjectOf = ({ tenantId, agentId, orderId }: Doing): Promise<GhostSubject | null> =>
  read(tenantId, async (tx) => {
    const [row] = asRows<Row>(
      await tx.$queryRaw`
        select a.name, a.sponsor_id, o.epoch::text as epoch, r.digest, t.server, t.tool,
          (select s.slug from tool_server s where s.tenant_id = a.tenant_id and s.transport->>'kind' <> 'guard' order by s.slug limit 1) as other
        from agent a join containment_order o on o.id = ${orderId}::uuid
          left join agent_revision r on r.id = a.revision_in_force_id
          left join lateral (
            select s.slug as server, x.value->>'tool_id' as tool from jsonb_array_elements(r.document->'tools') x
            join tool_server s on s.tenant_id = a.tenant_id and s.slug = x.value->>'mcp_server' and s.transport->>'kind' <> 'guard' limit 1) t on true
        where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid`,
    )
    if (!row) return null
    const points = asRows<ProbedPoint>(
      await tx.$queryRaw`select id, name, url, server from enforcement_point where revoked_at is null and (tenant_id is null or tenant_id = ${tenantId}::uuid) order by name`,
    )
    const server = row.server ?? row.other
    return {
      tenantId,
      agent: { id: agentId, name: row.name, sponsorId: row.sponsor_id },
      epoch: Math.max(0, Number(row.epoch) - 1),
      documentDigest: row.digest ?? 'none',
      target: server === null ? null : { server, scope: `mcp:${server}:${row.tool ?? 'probe'}` },
      points,
      tokenIds: points.map(() => newId()),
    }
  })
