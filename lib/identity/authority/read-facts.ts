import type pg from 'pg'
import { guardedFrom, GUARDED_SQL, type GuardedColumn } from '@/lib/db/guarded-servers'
import { epochSeconds } from '@/lib/kernel/clock'
import { runKey } from '@/lib/kernel/containment-subject'
import { trustedId } from '@/lib/kernel/ids'
import { coversFrom, coversSql, epochsOf, shareContainment, wideCoversOf, type Cover, type CoverRow } from '../containment'
import type { AgentFacts, Facts, MandateFacts, ParentFacts } from './facts'
import type { IssueRequest } from './issue-request'
import { LAST_ACTIVE_SECONDS } from './record-hops'
import { scopeOfTool } from './tool-resource'

type AgentRow = {
  id: string
  tenant_id: string
  name: string
  state: AgentFacts['state']
  platform: string
  owner_id: string
  owner_active: boolean
  sponsor_id: string
  sponsor_active: boolean
  digest: string | null
  tools: { mcp_server: string; tool_id: string }[] | null
  may_delegate_to: string[] | null
  guarded: GuardedColumn
  attestation: { code_digest?: string; config_digest?: string; on_mismatch?: 'record' | 'refuse' } | null
  active_lately: boolean | null
}
type MandateRow = {
  id: string
  tenant_id: string
  kind: MandateFacts['kind']
  person_id: string
  person_active: boolean
  agent_id: string
  purpose: string
  scopes: string[]
  grant_id: string | null
  created_at: Date
  expires_at: Date
  withdrawn: boolean
}
type ParentRow = {
  id: string
  tenant_id: string
  mandate_id: string
  root_person_id: string
  autonomous: boolean
  path: string[]
  run_id: string
  audience: string
  scopes: string[]
  epoch: string
  expires_at: Date
  revoked: boolean
}

/**
 * Reads all that a batch of requests is decided by, in one round trip whatever its size: statements are sent together,
 * and what one finds the next looks up again by itself.
 *
 * INVARIANT: the containment lock is sent first, so that everything read here is as of before the next order.
 */
export async function readFacts(client: pg.PoolClient, requests: readonly IssueRequest[]): Promise<Facts> {
  const tenantIds = [...new Set(requests.map((request) => request.tenantId))]
  const asked: Asked = {
    agentIds: [...new Set(requests.map((request) => request.agentId))],
    parentIds: [...new Set(requests.flatMap((request) => (request.grant === 'token_exchange' ? [request.parentId] : [])))],
    grantIds: requests.flatMap((request) => ('grantId' in request ? [request.grantId] : [])),
    autonomousIds: requests.flatMap((request) => (request.grant === 'client_credentials' ? [request.agentId] : [])),
  }
  const [, epochs, parents, mandates, agents, covers, wide] = await Promise.all([
    shareContainment(client, tenantIds, 'kept'),
    epochsOf(client, tenantIds),
    readParents(client, asked),
    readMandates(client, asked),
    readAgents(client, asked),
    readCovers(client, tenantIds, asked),
    wideCoversOf(client, tenantIds, { hopIds: asked.parentIds, runKeys: requests.map(({ agentId, runId }) => runKey(agentId, runId)) }),
  ])
  return { epochs, agents, parents, mandates, covers, wide }
}

type Asked = Readonly<Record<'agentIds' | 'parentIds' | 'grantIds' | 'autonomousIds', readonly string[]>>

/** The agents asked for and those above them. */
const agentsAnd = (asked: string): string => `${asked}::uuid[] || array(select unnest(path) from delegation where id = any($1::uuid[]))`
/** Those that carry a grant or a parent, and the standing ones of agents that act on their own. */
const MANDATES = `
select * from mandate where id = any(array(select mandate_id from delegation where id = any($1::uuid[])))
union select * from mandate where grant_id = any($2::text[])
union select * from mandate where agent_id = any($3::uuid[]) and kind = 'standing' and withdrawn_at is null and expires_at > now()`

async function readParents(client: pg.PoolClient, { parentIds }: Asked): Promise<Map<string, ParentFacts>> {
  if (parentIds.length === 0) return new Map()
  const { rows } = await client.query<ParentRow>({
    name: 'issue-parents',
    text: `select id, tenant_id, mandate_id, root_person_id, autonomous, path::text[] as path, run_id, audience, scopes, epoch, expires_at,
             revoked_at is not null as revoked
           from delegation where id = any($1::uuid[])`,
    values: [parentIds],
  })
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        tenantId: row.tenant_id,
        mandateId: row.mandate_id,
        rootPersonId: row.root_person_id,
        autonomous: row.autonomous,
        path: row.path.map((id) => trustedId<'agent'>(id)),
        runId: row.run_id,
        audience: row.audience,
        scopes: new Set(row.scopes),
        epoch: Number(row.epoch),
        expiresAt: epochSeconds(row.expires_at),
        revoked: row.revoked,
      },
    ]),
  )
}

async function readMandates(client: pg.PoolClient, asked: Asked): Promise<MandateFacts[]> {
  const { rows } = await client.query<MandateRow>({
    name: 'issue-mandates',
    text: `select m.id, m.tenant_id, m.kind, m.person_id, p.status = 'active' as person_active, m.agent_id, m.purpose, m.scopes, m.grant_id,
             m.created_at, m.expires_at, m.withdrawn_at is not null as withdrawn
           from (${MANDATES}) m join person p on p.id = m.person_id
           order by m.created_at desc`,
    values: [asked.parentIds, asked.grantIds, asked.autonomousIds],
  })
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind,
    personId: row.person_id,
    personActive: row.person_active,
    agentId: trustedId<'agent'>(row.agent_id),
    purpose: row.purpose,
    scopes: new Set(row.scopes),
    grantId: row.grant_id,
    createdAt: row.created_at,
    expiresAt: epochSeconds(row.expires_at),
    withdrawn: row.withdrawn,
  }))
}

async function readAgents(client: pg.PoolClient, { agentIds, parentIds }: Asked): Promise<Map<string, AgentFacts>> {
  const { rows } = await client.query<AgentRow>({
    name: 'issue-agents',
    text: `select a.id, a.tenant_id, a.name, a.state, a.platform, a.owner_id, o.status = 'active' as owner_active, a.sponsor_id, s.status = 'active' as sponsor_active,
             r.digest, r.document->'tools' as tools, r.document->'may_delegate_to' as may_delegate_to,
             r.document->'attestation' as attestation, ${GUARDED_SQL} as guarded,
             a.last_active_at > now() - make_interval(secs => ${LAST_ACTIVE_SECONDS}) as active_lately
           from agent a join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
           left join agent_revision r on r.id = a.revision_in_force_id
           where a.id = any(${agentsAnd('$2')})`,
    values: [parentIds, agentIds],
  })
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: trustedId<'agent'>(row.id),
        tenantId: row.tenant_id,
        name: row.name,
        state: row.state,
        platform: row.platform,
        ownerId: row.owner_id,
        ownerActive: row.owner_active,
        sponsorId: row.sponsor_id,
        sponsorActive: row.sponsor_active,
        digest: row.digest,
        scopes: new Set((row.tools ?? []).map(scopeOfTool)),
        guarded: guardedFrom(row.guarded),
        mayDelegateTo: new Set(row.may_delegate_to ?? []),
        attestation: attestationOf(row),
        activeLately: row.active_lately ?? false,
      },
    ]),
  )
}

function attestationOf({ attestation }: AgentRow): AgentFacts['attestation'] {
  if (!attestation || (!attestation.code_digest && !attestation.config_digest)) return null
  return { code: attestation.code_digest ?? null, config: attestation.config_digest ?? null, onMismatch: attestation.on_mismatch ?? null }
}

async function readCovers(client: pg.PoolClient, tenantIds: readonly string[], asked: Asked): Promise<Map<string, Cover>> {
  const { rows } = await client.query<CoverRow>({
    name: 'issue-covers',
    text: coversSql('$5::uuid[]', `${agentsAnd('$4')} || $1::uuid[] || array(select id from (${MANDATES}) m)`),
    values: [asked.parentIds, asked.grantIds, asked.autonomousIds, asked.agentIds, tenantIds],
  })
  return coversFrom(rows)
}
