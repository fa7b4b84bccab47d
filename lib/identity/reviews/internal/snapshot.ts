import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { diffDocuments } from '../../registry/diff-documents'
import { IdentityDocument, type DocumentChange } from '../../registry/contract'
import type { Evidence, PastReview } from '../contract'
import { comparableTo } from './comparable'
import { pastReviews } from './past-reviews'
import { writtenBy, type ReviewedAgent } from './reviewed-agents'
import { givenSince, noUse, useOf } from './use'

type Raw = Pick<Tx, '$queryRaw'>
type MandateRow = { id: string; agent_id: string; kind: string; person_id: string; person_name: string; purpose: string; expires_at: Date; created_at: Date }
type AgentRef = { id: string; name: string }
type Edge = AgentRef & { target: string }
/** Those that may call a few hundred agents: more than that nobody reads. */
const EDGES_MAX = 20_000

/** What each of these agents may, and what of it was used: as it is frozen, and as it is looked at again. */
export async function evidenceOf(tx: Raw, tenantId: string, agents: readonly ReviewedAgent[], now: Date): Promise<Map<string, Evidence>> {
  const ids = agents.map(({ id }) => id)
  const documents = new Map(agents.map(({ id, document }) => [id, IdentityDocument.parse(document)]))
  const [use, given, mandates, edges, past] = [await useOf(tx, tenantId, ids, now), await givenSince(tx, tenantId, ids), await liveMandates(tx, tenantId, ids), await edgesAround(tx, tenantId, documents), await pastReviews(tx, tenantId, ids, true)]
  const peers = await comparableTo(tx, tenantId, ids)
  const before = await documentsBefore(tx, tenantId, agents, past)
  return new Map(
    agents.map((agent) => {
      const document = documents.get(agent.id) ?? IdentityDocument.parse(agent.document)
      const used = use.get(agent.id) ?? noUse()
      const held = mandates.get(agent.id) ?? []
      const previous = past.get(agent.id)?.[0] ?? null
      const written = writtenBy(agent)
      const old = before.get(agent.id)
      const changes: DocumentChange[] = old ? diffDocuments(old, document) : []
      const evidence: Evidence = {
        at: now.toISOString(),
        agent: {
          id: agent.id, name: agent.name, purpose: agent.purpose, platform: agent.platform, team: agent.team, risk_level: agent.risk_level,
          created_at: agent.created_at.toISOString(), last_active_at: agent.last_active_at?.toISOString() ?? null,
        }, // prettier-ignore
        owner: { id: agent.owner_id, name: agent.owner_name, live: agent.owner_live },
        sponsor: { id: agent.sponsor_id, name: agent.sponsor_name, live: agent.sponsor_live },
        manager: agent.manager_id === null ? null : { id: agent.manager_id, name: agent.manager_name ?? 'somebody', live: agent.manager_live === true },
        environment: document.attestation?.environment ?? null,
        document: { digest: agent.digest, number: agent.number, written_by: written, approved_by: agent.approved_by, approved_at: agent.approved_at?.toISOString() ?? null },
        tools: document.tools.map(({ mcp_server, tool_id }) => {
          const scope = `mcp:${mcp_server}:${tool_id}`
          return { ...(used.tools.get(scope) ?? { scope, used: 0, denied: 0, last_used_at: null }), since: given.get(`${agent.id} ${scope}`) ?? null }
        }),
        calls: used.calls,
        denied: used.denied,
        last_used_at: used.last?.toISOString() ?? null,
        people: used.people,
        weeks: used.weeks,
        mandates: held.map((one) => ({
          id: one.id, kind: one.kind, person: { id: one.person_id, name: one.person_name }, purpose: one.purpose,
          until: one.expires_at.toISOString(), created_at: one.created_at.toISOString(),
        })), // prettier-ignore
        may_delegate_to: byName([...new Set(document.may_delegate_to)].flatMap((id) => edges.named.get(id) ?? [])),
        delegated_by: (edges.above.get(agent.id) ?? []).map(({ id, name }) => ({ id, name })),
        previous,
        changes,
        changed_because: changedBecause(agent, previous, changes, held),
        requesters: [...new Set([...written, ...held.map((one) => one.person_id)])],
        ...(peers.has(agent.id) ? { comparable: peers.get(agent.id) } : {}),
      }
      return [agent.id, evidence]
    }),
  )
}

function changedBecause(agent: ReviewedAgent, previous: PastReview | null, changes: readonly DocumentChange[], mandates: readonly MandateRow[]): string[] {
  if (previous === null) return ['never reviewed']
  const since = mandates.filter((one) => one.created_at.toISOString() > previous.at).length
  return [
    ...(previous.document === agent.digest ? [] : [`its document: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}, ${changes.filter((one) => one.breaking).length} breaking`]),
    ...(since > 0 ? [`${since} ${since === 1 ? 'mandate' : 'mandates'} given since`] : []),
    ...(agent.owner_live && agent.sponsor_live ? [] : ['its owner or sponsor has no access any more']),
  ]
}

async function liveMandates(tx: Raw, tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, MandateRow[]>> {
  const rows = asRows<MandateRow>(
    await tx.$queryRaw`
      select m.id, m.agent_id, m.kind, m.person_id, p.name as person_name, m.purpose, m.expires_at, m.created_at
      from mandate m join person p on p.id = m.person_id
      where m.tenant_id = ${tenantId}::uuid and m.agent_id = any(${uuidArray(ids)}::uuid[]) and m.withdrawn_at is null and m.expires_at > now()
      order by m.created_at desc`,
  )
  return groupedBy(rows, ({ agent_id }) => agent_id)
}

const byName = (agents: readonly AgentRef[]): AgentRef[] => agents.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
function groupedBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

/** Whom they may pass authority to, and who may pass it to them. */
async function edgesAround(tx: Raw, tenantId: string, documents: ReadonlyMap<string, IdentityDocument>): Promise<{ above: ReadonlyMap<string, Edge[]>; named: ReadonlyMap<string, AgentRef> }> {
  const ids = uuidArray([...documents.keys()])
  const targets = [...new Set([...documents.values()].flatMap(({ may_delegate_to: named }) => named))]
  const named = asRows<AgentRef>(await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and id = any(${uuidArray(targets)}::uuid[])`)
  const above = asRows<Edge>(
    await tx.$queryRaw`
      select a.id, a.name, n as target from agents_naming(${ids}::uuid[], null, null, ${EDGES_MAX}) x join agent a on a.id = x.id join agent_revision r on r.id = a.revision_in_force_id
        cross join jsonb_array_elements_text(r.document->'may_delegate_to') n
      where a.tenant_id = ${tenantId}::uuid and a.state = 'active' and n = any(${ids}::text[]) order by a.name`,
  )
  return { above: groupedBy(above, ({ target }) => target), named: new Map(named.map((one) => [one.id, one])) }
}

/** The documents that were reviewed last, of agents whose document is another by now. */
async function documentsBefore(tx: Raw, tenantId: string, agents: readonly ReviewedAgent[], past: Map<string, PastReview[]>): Promise<Map<string, IdentityDocument>> {
  const wanted = agents.flatMap((agent) => {
    const digest = past.get(agent.id)?.[0]?.document
    return digest && digest !== agent.digest ? [{ id: agent.id, digest }] : []
  })
  if (wanted.length === 0) return new Map()
  const rows = asRows<{ agent_id: string; document: unknown }>(
    await tx.$queryRaw`
      select distinct on (r.agent_id) r.agent_id, r.document from agent_revision r
        join unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ digest }) => digest)}::text[]) w(id, digest) on w.id = r.agent_id and w.digest = r.digest
      where r.tenant_id = ${tenantId}::uuid order by r.agent_id, r.number desc`,
  )
  return new Map(rows.map((row) => [row.agent_id, IdentityDocument.parse(row.document)]))
}
