import pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { appendBatch } from '@/lib/identity/ledger'
import { approveAgent, getAgent, registerToolServer, reviseAgent } from '@/lib/identity/registry'
import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'
import { decideItems, launchCampaign, listItems, previewCampaign, submitItems } from '@/lib/identity/reviews'
import type { CampaignView, ReviewDecision, ReviewItemView } from '@/lib/identity/reviews/contract'
import { makeAgent, makeStaff, type Staff } from './agents'
import { testCalls } from './ledger'
import { makePerson, type TestPerson } from './people'

type Done<T> = { ok: true; value: T } | { ok: false; refusal: unknown }
export const valueOf = <T>(result: Done<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

/** A company whose agents are reviewed, and what its people do in a review. */
export type ReviewStage = Awaited<ReturnType<typeof makeReviewStage>>

export async function makeReviewStage(ownerUrl: string) {
  const staff: Staff = await makeStaff()
  const second = await makePerson(staff.tenantId, { role: 'admin', name: 'S. Econd' })
  const server = `files-${staff.tenantId.slice(-6)}`
  await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug: server, title: 'Files', transport: { kind: 'http', url: 'http://files.internal/mcp' } })
  let count = 0
  const tools = (...names: string[]) => names.map((tool_id) => ({ mcp_server: server, tool_id }))
  const plan = (over: Record<string, unknown> = {}) => ({ name: 'Quarterly review', due_at: inDays(7), fallback: staff.admin.id, ...over })
  const asOwner = async (sql: string, ...values: unknown[]): Promise<void> => {
    const client = new pg.Client({ connectionString: ownerUrl })
    await client.connect()
    await client.query(sql, values)
    await client.end()
  }
  const itemsOf = async (campaign: { id: string }, by: TestPerson = staff.owner) => valueOf(await listItems(by, { campaignId: campaign.id })).items
  return {
    staff, second, tools, plan, asOwner, itemsOf,
    nextName: () => `agent-${++count}`,
    scope: (name: string) => `mcp:${server}:${name}`,
    /** In force, and registered by an administrator, so that its owner asked for nothing. */
    async agentInForce(over: Partial<IdentityDocumentInput> = {}): Promise<string> {
      const { agent } = await makeAgent({ ...staff, owner: { ...staff.admin, email: staff.owner.email } as TestPerson }, { name: `agent-${++count}`, tools: tools('read', 'write'), ...over })
      return agent.id
    },
    /** As many more like one that is there. */
    async likeIt(agentId: string, many: number): Promise<void> {
      await asOwner(
        `with more as (select n, gen_random_uuid() as id, gen_random_uuid() as revision from generate_series(1, ${many}) n), agents as (
           insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, team, platform, purpose, risk_level, registered_by, next_review_at, revision_in_force_id)
           select m.id, a.tenant_id, a.name || '-' || m.n, a.name || '-' || m.n, a.spiffe_id || m.n, a.state, a.owner_id, a.sponsor_id, a.team, a.platform, a.purpose, a.risk_level, a.registered_by, a.next_review_at, m.revision from agent a, more m where a.id = $1 returning id)
         insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, edited_by, approved_by, approved_at)
         select m.revision, r.tenant_id, m.id, 1, r.document, r.digest, r.status, r.author_id, r.edited_by, r.approved_by, r.approved_at from agent a join agent_revision r on r.id = a.revision_in_force_id, more m where a.id = $1`,
        agentId,
      )
    },
    async launched({ schedule, ...over }: Record<string, unknown> = {}): Promise<CampaignView> {
      const input = plan(over)
      const check = valueOf(await previewCampaign(staff.admin, input))
      return valueOf(await launchCampaign(staff.admin, { ...input, snapshot: check.snapshot, ...(check.confirm ? { confirm: input.name } : {}), ...(schedule ? { schedule } : {}) }))
    },
    oneOf: async (campaign: { id: string }, by: TestPerson = staff.owner) => (await itemsOf(campaign, by))[0] as ReviewItemView,
    decide: (by: TestPerson, item: ReviewItemView, decision: ReviewDecision | null, comment?: string) =>
      decideItems(by, { campaignId: item.campaign_id, items: [{ id: item.id, version: item.version, document: item.document }], decision, ...(comment ? { comment } : {}) }),
    submit: (by: TestPerson, ...items: ReviewItemView[]) => submitItems(by, { campaignId: items[0]?.campaign_id, items: items.map(({ id, version }) => ({ id, version })) }),
    used: (agentId: string, tool: string, calls: number) =>
      hotTransaction('system', (client) =>
        appendBatch(client, testCalls(staff.tenantId, calls, () => ({ actor: { kind: 'agent', id: agentId, name: 'a' }, agentId, chain: [agentId], toolServer: server, tool }))),
      ),
    /** Time passes, which no service may do to a campaign. */
    makeDue: (campaign: { id: string }) => asOwner(`update review_campaign set due_at = now() - interval '1 second' where id = $1`, campaign.id),
    ordersFor: (agentId: string) => read(staff.tenantId, (tx) => tx.containmentOrder.count({ where: { targetId: agentId, grain: 'agent' } })),
    async reviseAndApprove(agentId: string, next: IdentityDocumentInput['tools']) {
      const agent = valueOf(await getAgent(staff.admin, { agentId }))
      const revised = valueOf(await reviseAgent(staff.admin, { agentId, document: { ...agent.document, tools: next }, base: agent.revision.digest }))
      return approveAgent(staff.owner, { agentId, digest: revised.draft?.digest })
    },
  } // prettier-ignore
}
