import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf } from '@/lib/testing/people'
import { reviewAttempts } from '@/lib/testing/review-attempts'
import { acceptTransfer, approveAgent, getAgent, registerToolServer, requestTransfer, reviseAgent } from '../registry'
import { applyReviews, confirmApply, endReviews, getCampaign, getGuide, launchCampaign, listCampaigns, listItems, listTriggers, myReviews, openForInactive, openTriggered, pauseApply, previewCampaign, putGuideAway, resumeApply, setTrigger, type AccessProbe } from '.'
import { mayFail } from './phases'

const database = await testDatabase()
let server: AuthorizationServer
let attempt: AccessProbe
let staff: Staff
let count = 0

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  server = await startAuthorizationServer()
  attempt = await reviewAttempts(server)
})
afterAll(async () => {
  await server?.close()
  await closeDatabase()
})
beforeEach(async () => void (staff = await makeStaff()))

type Done<T> = { ok: true; value: T } | { ok: false; refusal: unknown }
const valueOf = <T>(result: Done<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
async function asOwner(sql: string, ...values: unknown[]): Promise<number> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rowCount } = await client.query(sql, values)
  await client.end()
  return rowCount ?? 0
}
const agents = async (many: number) => {
  for (let n = 0; n < many; n++) await makeAgent(staff, { name: `agent-${++count}` })
}
async function launched(over: Record<string, unknown> = {}) {
  const plan = { name: 'A wide review', due_at: new Date(Date.now() + 7 * 86_400_000).toISOString(), fallback: staff.admin.id, ...over }
  const check = valueOf(await previewCampaign(staff.admin, plan))
  return { check, campaign: valueOf(await launchCampaign(staff.admin, { ...plan, snapshot: check.snapshot, ...(check.confirm ? { confirm: plan.name } : {}) })) }
}
const actions = async () => (await entriesOf(staff.tenantId)).map(({ action, result }) => `${action} ${result}`)

describe('what takes access from many', () => {
  it('waits for a confirmation, and is applied a part at a time, with a stop wherever somebody or too many failures say so', async () => {
    await agents(7)
    const { check, campaign } = await launched({ no_response: 'suspend', phase_from: 3 })
    expect(check).toMatchObject({ loses: { agents: 7 }, phased: true })
    const campaignId = campaign.id
    await asOwner(`update review_campaign set due_at = now() - interval '1 second' where id = $1`, campaignId)
    await endReviews()
    const now = async () => valueOf(await getCampaign(staff.admin, { campaignId }))
    const applied = async () => (await now()).progress.applied
    await applyReviews(attempt)
    await applyReviews(attempt)
    expect(await now()).toMatchObject({ progress: { applied: 0, pending: 7, held: 7 }, apply: { from: 3, held: 7, phase: null, confirmed: null } })
    expect((await actions()).filter((action) => action === 'reviews.apply.phase failed')).toHaveLength(1)
    const applies = async (by = staff.admin) => valueOf(await myReviews(by, {})).applies
    expect(await applies()).toEqual([{ id: campaignId, name: campaign.name, items: 7, paused: null }])
    expect(await applies(staff.owner)).toEqual([])

    expect(await confirmApply(staff.owner, { campaignId, held: 7, confirm: campaign.name })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await confirmApply(staff.root, { campaignId, held: 7, confirm: campaign.name })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await confirmApply(staff.admin, { campaignId, held: 6, confirm: campaign.name })).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await confirmApply(staff.admin, { campaignId, held: 7, confirm: 'another' })).toMatchObject({ refusal: { code: 'invalid', fields: { confirm: expect.stringContaining('7 agents') } } })
    expect(valueOf(await confirmApply(staff.admin, { campaignId, held: 7, confirm: campaign.name }))).toMatchObject({ apply: { phase: 1, held: 0, steps: [{ phase: 1, items: 1 }, { phase: 2, items: 3 }, { phase: 3, items: 3 }] } })
    expect(await confirmApply(staff.admin, { campaignId, held: 7, confirm: campaign.name })).toMatchObject({ refusal: { code: 'wrong_state' } })

    expect(await applies()).toEqual([])
    await applyReviews(attempt)
    expect(await applied()).toBe(1)
    // What went first did not hold.
    await asOwner(`update review_item set effect = 'drifted' where id = (select id from review_item where campaign_id = $1 and phase = 1 limit 1)`, campaignId)
    await applyReviews(attempt)
    expect(await now()).toMatchObject({ progress: { applied: 0, drifted: 1, pending: 6 }, apply: { phase: 1, paused: { because: expect.stringContaining('1 of 1'), by: null } } })
    expect(await applies()).toMatchObject([{ id: campaignId, items: 6, paused: { because: expect.stringContaining('1 of 1'), by: null } }])
    valueOf(await resumeApply(staff.admin, { campaignId }))
    expect(await resumeApply(staff.admin, { campaignId })).toMatchObject({ refusal: { code: 'wrong_state' } })
    await applyReviews(attempt)
    expect(await now()).toMatchObject({ apply: { phase: 2, paused: null }, progress: { applied: 3 } })

    valueOf(await pauseApply(staff.admin, { campaignId, reason: 'look at it first' }))
    await applyReviews(attempt)
    expect(await now()).toMatchObject({ apply: { phase: 2, paused: { because: 'look at it first', by: staff.admin.name } }, progress: { applied: 3 } })
    valueOf(await resumeApply(staff.admin, { campaignId }))

    // A process takes the last part up and is killed: nobody else takes it while it may be alive, and the next does it after that.
    await applyReviewsOf(campaignId, `claimed_at = now()`)
    expect(await now()).toMatchObject({ apply: { phase: 3 }, progress: { applied: 3, pending: 3 } })
    await applyReviews(attempt)
    expect(await applied()).toBe(3)
    await applyReviewsOf(campaignId, `claimed_at = now() - interval '2 minutes'`)
    await applyReviews(attempt)
    expect(await now()).toMatchObject({ progress: { applied: 6, drifted: 1, pending: 0, held: 0 }, apply: { steps: [{ applied: 0, failed: 1 }, { applied: 3 }, { applied: 3, pending: 0 }] } })
    // Each was stopped once.
    expect((await actions()).filter((action) => action === 'containment.halt ok')).toHaveLength(7)
  })

  it('is applied at once where it is few', async () => {
    await agents(2)
    const { check, campaign } = await launched({ no_response: 'suspend' })
    expect(check.phased).toBe(false)
    await asOwner(`update review_campaign set due_at = now() - interval '1 second' where id = $1`, campaign.id)
    await endReviews()
    await applyReviews(attempt)
    expect(valueOf(await getCampaign(staff.admin, { campaignId: campaign.id }))).toMatchObject({ progress: { applied: 2, held: 0 }, apply: { phase: null, steps: [] } })
  })

  it('lets as many fail as was said', () => {
    expect([mayFail(9, 10), mayFail(10, 10), mayFail(10, 0)]).toEqual([0, 1, 0])
  })
})

describe('what happens to an agent', () => {
  const on = async (event: string, over: Record<string, unknown> = {}) => valueOf(await setTrigger(staff.admin, { event, enabled: true, fallback: staff.admin.id, ...over }))
  const opened = async () => valueOf(await listCampaigns(staff.admin, {})).items
  async function changed(agentId: string, purpose: string) {
    const agent = valueOf(await getAgent(staff.admin, { agentId }))
    const revised = valueOf(await reviseAgent(staff.admin, { agentId, document: { ...agent.document, purpose }, base: agent.revision.digest }))
    valueOf(await approveAgent(staff.owner, { agentId, digest: revised.draft?.digest }))
  }

  it('opens one review of it, once, folded with what happens next, where that is switched on', async () => {
    const { agent } = await makeAgent(staff, { name: `agent-${++count}` })
    await changed(agent.id, 'answers invoices of another team')
    await openTriggered()
    expect(await opened()).toEqual([])
    expect(await setTrigger(staff.owner, { event: 'document', enabled: true, fallback: staff.admin.id })).toMatchObject({ refusal: { code: 'denied' } })
    await on('document', { due_days: 5 })
    await on('owner')
    expect(valueOf(await listTriggers(staff.auditor, {})).items).toMatchObject([{ event: 'document', enabled: true, due_days: 5, fallback: { id: staff.admin.id }, set: { by: staff.admin.name } }, { event: 'owner', enabled: true }, { event: 'finding', enabled: false }, { event: 'secret', enabled: false }, { event: 'inactive', enabled: false, set: null }])

    await changed(agent.id, 'answers invoices of two teams')
    await openTriggered()
    await asOwner(`update outbox set processed_at = null where id = (select id from outbox where topic = 'agent.event' and tenant_id = $1 order by id desc limit 1)`, staff.tenantId)
    await openTriggered()
    const [campaign, ...others] = await opened()
    expect(others).toEqual([])
    expect(campaign).toMatchObject({ trigger: 'document', scope: 'agent', value: agent.id, no_response: 'keep', name: expect.stringContaining('revision 3 of its document was approved'), progress: { total: 1 }, launched_by: { name: staff.admin.name } })
    expect(valueOf(await listItems(staff.owner, { campaignId: campaign?.id, show: 'mine' })).items).toMatchObject([{ agent: { id: agent.id }, reviewer: { id: staff.owner.id } }])

    const [transfer] = valueOf(await requestTransfer(staff.admin, { agentIds: [agent.id], role: 'owner', to: staff.analyst.id, reason: 'it is theirs' }))
    valueOf(await acceptTransfer(staff.analyst, { transferId: transfer?.id }))
    await openTriggered()
    expect(await opened()).toHaveLength(1)
    expect(valueOf(await getCampaign(staff.admin, { campaignId: campaign?.id })).events).toMatchObject([{ event: 'document' }, { event: 'owner', because: expect.stringContaining('new owner') }])
    expect((await actions()).filter((action) => action === 'reviews.trigger.open ok')).toHaveLength(2)
  })

  it('or does not happen for long: one review for each time', async () => {
    const { agent } = await makeAgent(staff, { name: `agent-${++count}` })
    await on('inactive', { inactive_days: 30 })
    await openForInactive()
    expect(await opened()).toEqual([])
    await asOwner(`update agent set created_at = now() - interval '31 days' where id = $1`, agent.id)
    await openForInactive()
    await openForInactive()
    expect(await opened()).toMatchObject([{ trigger: 'inactive', value: agent.id }])
  })
})

it('the guide is put away for one person, wherever they look, and for nobody else', async () => {
  expect(valueOf(await getGuide(staff.owner, {}))).toEqual({ seen: false })
  valueOf(await putGuideAway(staff.owner, {}))
  valueOf(await putGuideAway(staff.owner, {}))
  expect([valueOf(await getGuide(staff.owner, {})), valueOf(await getGuide(staff.admin, {}))]).toEqual([{ seen: true }, { seen: false }])
})

it('what comparable agents may stands beside what one was given', async () => {
  const slug = `files-${staff.tenantId.slice(-6)}`
  valueOf(await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug, title: 'Files', transport: { kind: 'http', url: 'http://files.internal/mcp' } }))
  const tools = (...names: string[]) => names.map((tool_id) => ({ mcp_server: slug, tool_id }))
  const { agent } = await makeAgent(staff, { name: 'one', tools: tools('read', 'write') })
  for (const name of ['two', 'three']) await makeAgent(staff, { name, tools: tools('read') })
  await makeAgent(staff, { name: 'four', tools: tools('read', 'write') })
  // Of another kind, or with nothing in common.
  await makeAgent(staff, { name: 'five', tools: tools('read'), platform: 'kubernetes' })
  await makeAgent(staff, { name: 'six', tools: tools('other') })
  const { campaign } = await launched()
  const item = valueOf(await listItems(staff.owner, { campaignId: campaign.id })).items.find((one) => one.agent.id === agent.id)
  expect(item?.evidence.comparable).toEqual({ agents: 3, holding: { [`mcp:${slug}:read`]: 3, [`mcp:${slug}:write`]: 1 } })
})

/** Moves to the last part, with its items taken up at some time. */
async function applyReviewsOf(campaignId: string, claimed: string): Promise<void> {
  await asOwner(`update review_item set ${claimed} where campaign_id = $1 and phase = 3`, campaignId)
  await applyReviews(attempt)
}
