import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { askKept, type Raw } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import { plainQuery } from '../query'
import { ChainInput, type ChainView, type HaltSpan, type MandateView } from './contract'
import { endedOf } from './ended-of'
import type { HopRecord } from './hop-record'

/** Deeper than any limit that a tenant can set; a bound for the walk, never reached. */
const HOPS_MAX = 32

/** The chain of one hop: the human at its root, then each actor in turn, as recorded when each hop was issued. */
export const getChain = plainQuery({
  name: 'delegation.chain.get',
  input: ChainInput,
  answer: async (tx, { actor, input }): Promise<ChainView | null> => {
    const hops = await hopsDownTo(tx, actor.tenantId, input.delegationId)
    const first = hops[0]
    if (!first) return null
    const root = { id: first.root_person_id, kind: 'person' as const, name: first.root_name, detail: first.autonomous ? 'standing mandate' : 'gave the mandate' }
    return {
      nodes: [root, ...hops.map((hop) => ({ id: hop.agent_id, kind: 'agent' as const, name: hop.agent_name, status: hop.agent_status, detail: hop.platform }))],
      edges: hops.map((hop, index) => ({
        id: hop.id,
        from: index === 0 ? root.id : (hops[index - 1] as HopRecord).agent_id,
        to: hop.agent_id,
        scopes_in: hop.scopes_in,
        scopes_out: hop.scopes,
        dropped: hop.dropped,
        purpose: hop.purpose,
        issued_at: hop.issued_at.toISOString(),
        expires_at: hop.expires_at.toISOString(),
        ended: endedOf(hop),
        claims: hop.token,
      })),
      autonomous: first.autonomous,
      mandate: mandateOf(first),
      halts: await haltsOver(tx, actor.tenantId, hops),
    }
  },
})

async function hopsDownTo(tx: Raw, tenantId: string, delegationId: string): Promise<HopRecord[]> {
  return asRows<HopRecord>(
    await askKept(tx, 'delegation-hops', Prisma.sql`
      with recursive up as (
        select d.*, 1 as n from delegation d where d.id = ${delegationId}::uuid and d.tenant_id = ${tenantId}::uuid
        union all
        select d.*, up.n + 1 from delegation d join up on d.id = up.parent_id where up.n < ${HOPS_MAX} and d.tenant_id = ${tenantId}::uuid
      )
      select up.id, up.agent_id, up.root_person_id, up.autonomous, up.scopes_in, up.scopes, up.dropped, up.purpose, up.token,
        up.issued_at, up.expires_at, up.revoked_at, up.revoked_reason, up.mandate_id,
        a.name as agent_name, a.platform, p.name as root_name,
        ${STATUS_SQL} as agent_status,
        h.committed_at as halted_at, h.target_name as halted_target, h.reason as halt_reason, h.ordered_by_name as halted_by,
        m.kind as mandate_kind, m.person_id as mandate_person_id, mp.name as mandate_person, m.agent_id as mandate_agent_id,
        ma.name as mandate_agent, m.purpose as mandate_purpose, m.scopes as mandate_scopes, m.created_at as mandate_created_at,
        m.expires_at as mandate_expires_at, m.withdrawn_at
      from up
      join agent a on a.id = up.agent_id
      join person p on p.id = up.root_person_id
      join mandate m on m.id = up.mandate_id
      join person mp on mp.id = m.person_id
      join agent ma on ma.id = m.agent_id
      left join lateral (
        select o.committed_at, o.target_name, o.reason, o.ordered_by_name
        from containment_cover c join containment_order o on o.id = c.order_id
        where c.tenant_id = up.tenant_id and c.epoch > up.epoch
          and ((c.kind = 'agent' and c.subject_id = any(up.path)) or (c.kind = 'tenant' and c.subject_id = up.tenant_id)
            or (c.kind = 'delegation' and c.subject_id = up.id) or (c.kind = 'run' and c.subject_id = md5('run:' || up.agent_id || '/' || up.run_id)::uuid))
        order by c.epoch limit 1
      ) h on true
      order by up.n desc`),
  )
}

type HaltRecord = { order_id: string; agent_id: string | null; at: Date; by: string; reason: string | null; lifted_at: Date | null; lifted_by: string | null }
/** A chain that has been halted more often than this shows the first of them. */
const HALTS_MAX = 100

/** Orders over agents of the chain, or over everything, since its mandate was given: by the index of what is covered. */
async function haltsOver(tx: Raw, tenantId: string, hops: readonly HopRecord[]): Promise<HaltSpan[]> {
  const [first] = hops
  if (!first) return []
  const found = asRows<HaltRecord>(
    await askKept(tx, 'delegation-halts', Prisma.sql`
      select o.id as order_id, case when c.kind = 'agent' then c.subject_id end as agent_id, o.committed_at as at, o.ordered_by_name as by, o.reason, c.lifted_at, o.lifted_by_name as lifted_by
      from containment_cover c join containment_order o on o.id = c.order_id
      where c.tenant_id = ${tenantId}::uuid and o.committed_at >= ${first.mandate_created_at}
        and ((c.kind = 'agent' and c.subject_id = any(${[...new Set(hops.map((hop) => hop.agent_id))]}::uuid[])) or (c.kind = 'tenant' and c.subject_id = ${tenantId}::uuid))
      order by o.committed_at, o.id limit ${HALTS_MAX}`),
  )
  return found.map((one) => ({
    order_id: one.order_id,
    agent_id: one.agent_id,
    at: one.at.toISOString(),
    by: one.by,
    reason: one.reason,
    lifted: one.lifted_at && { at: one.lifted_at.toISOString(), by: one.lifted_by },
  }))
}

function mandateOf(hop: HopRecord): MandateView {
  return {
    id: hop.mandate_id,
    kind: hop.mandate_kind,
    person: { id: hop.mandate_person_id, name: hop.mandate_person },
    agent: { id: hop.mandate_agent_id, name: hop.mandate_agent },
    purpose: hop.mandate_purpose,
    scopes: hop.mandate_scopes,
    created_at: hop.mandate_created_at.toISOString(),
    expires_at: hop.mandate_expires_at.toISOString(),
    ended: hop.withdrawn_at ? { at: hop.withdrawn_at.toISOString(), reason: 'withdrawn' } : null,
  }
}
