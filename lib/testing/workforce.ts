import { hotTransaction } from '@/lib/db/hot'
import { issuer, type AgentTokenClaims, type Issue, type IssueRequest } from '@/lib/identity/authority'
import { DecisionRecord } from '@/lib/identity/containment/feed-contract'
import { systemClock } from '@/lib/kernel/clock'
import { newId, type AgentId, type MandateId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from './agents'
import { makeBareAgents } from './hops'

const GATEWAY = 'https://gateway.test'
type Worker = { id: AgentId; name: string; grantId: string; mandate: MandateId }

/**
 * A company whose agents work: `top` passes on to `below`, `other` is somebody else's and on another platform. Each has
 * a document in force, consent and a standing mandate for two servers of the company's own: one with a tool that reads
 * and one that writes, and an investigator's.
 */
export class Workforce {
  /** Two that batch apart from one another, as two authority processes do. */
  private readonly issuers = [0, 1].map(() => issuer({ issuer: 'https://id.test', gatewayUrl: GATEWAY, lifetimeSeconds: 300, depthMax: 4 }, systemClock))
  private asked = 0
  private constructor(
    readonly staff: Staff,
    /** Slugs of the tool servers. */
    readonly files: string,
    readonly bench: string,
    readonly top: Worker,
    readonly below: Worker,
    readonly other: Worker,
  ) {}

  static async hire(): Promise<Workforce> {
    const staff = await makeStaff()
    const suffix = staff.tenantId.slice(-10).replaceAll('-', '')
    const [files, bench] = [`files-${suffix}`, `bench-${suffix}`]
    await hotTransaction(staff.tenantId, (client) =>
      client.query(
        `insert into tool_server (id, tenant_id, slug, title, transport, tools, created_by)
         select id, $3::uuid, slug, slug, '{"kind":"http","url":"http://tools.test"}', '[{"name":"read","readOnly":true},{"name":"write","readOnly":false}]', 'test'
         from unnest($1::uuid[], $2::text[]) s(id, slug)`,
        [[newId(), newId()], [files, bench], staff.tenantId],
      ),
    )
    const ids = (await makeBareAgents(staff, ['top', 'below', 'other'])) as [AgentId, AgentId, AgentId]
    const workers = await Promise.all(ids.map((id, n) => employ(staff, id, ['top', 'below', 'other'][n] as string, [files, bench], ids)))
    await hotTransaction(staff.tenantId, (client) => client.query(`update agent set owner_id = $2, platform = 'bedrock' where id = $1`, [ids[2], staff.admin.id]))
    return new Workforce(staff, files, bench, ...(workers as [Worker, Worker, Worker]))
  }

  /** One more agent, registered after everything else. */
  async hireAnother(name: string): Promise<Worker> {
    const [id] = (await makeBareAgents(this.staff, [name])) as [AgentId]
    return employ(this.staff, id, name, [this.files, this.bench], [])
  }

  /** What a token request of each kind gets: its claims, or why not. */
  async token(who: Worker, grant: IssueRequest['grant'], { parent, run = `run-of-${who.name}`, server = this.files, scopes = null }: { parent?: AgentTokenClaims; run?: string; server?: string; scopes?: string[] | null } = {}): Promise<AgentTokenClaims | string> {
    const common = { tenantId: this.staff.tenantId, agentId: who.id, audience: `${GATEWAY}/mcp/${server}`, scopes, runId: run }
    const request: IssueRequest =
      grant === 'token_exchange' ? { ...common, grant, parentId: (parent as AgentTokenClaims).delegation } : grant === 'client_credentials' ? { ...common, grant } : { ...common, grant, grantId: who.grantId }
    const issued = await (this.issuers[this.asked++ % 2] as Issue)(request)
    return issued.ok ? issued.value : issued.refusal.code
  }

  async mustHave(...asked: Parameters<Workforce['token']>): Promise<AgentTokenClaims> {
    const token = await this.token(...asked)
    if (typeof token === 'string') throw new Error(`${asked[0].name} was refused: ${token}`)
    return token
  }
}

/** A call that a point allowed, as it asks to have it recorded. */
export const allowedCall = (claims: AgentTokenClaims, server: string, tool: string): DecisionRecord =>
  DecisionRecord.parse({ kind: 'decision', id: newId(), at: Date.now(), result: 'allowed', claims, server, tool, checks: [] })

async function employ(staff: Staff, id: AgentId, name: string, servers: readonly string[], mayDelegateTo: readonly AgentId[]): Promise<Worker> {
  const [revision, mandate, standing, grantId] = [newId(), newId<'mandate'>(), newId(), newId()]
  const tools = servers.flatMap((mcp_server) => ['read', 'write'].map((tool_id) => ({ mcp_server, tool_id, permissions: ['call'] })))
  const scopes = tools.map(({ mcp_server, tool_id }) => `mcp:${mcp_server}:${tool_id}`)
  await hotTransaction(staff.tenantId, async (client) => {
    await client.query(
      `insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id) values ($1, $2, $3, 1, $4, 'sha-256:test', 'approved', 'test')`,
      [revision, staff.tenantId, id, { tools, may_delegate_to: mayDelegateTo }],
    )
    await client.query('update agent set revision_in_force_id = $2 where id = $1', [id, revision])
    await client.query(
      `insert into mandate (id, tenant_id, kind, person_id, agent_id, purpose, scopes, resources, grant_id, expires_at)
       values ($1, $4, 'person', $5, $6, 'sorts invoices', $7, '{}', $3, now() + interval '1 hour'),
         ($2, $4, 'standing', $5, $6, 'sorts invoices', $7, '{}', null, now() + interval '1 hour')`,
      [mandate, standing, grantId, staff.tenantId, staff.owner.id, id, scopes],
    )
  })
  return { id, name, grantId, mandate }
}
