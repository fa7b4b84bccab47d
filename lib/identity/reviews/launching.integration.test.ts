import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { makeAgent } from '@/lib/testing/agents'
import { newId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { inDays, makeReviewStage, type ReviewStage, valueOf } from '@/lib/testing/reviews'
import { sumUse } from '../ledger'
import { getAgent, registerToolServer, setServerOwner } from '../registry'
import { addSchedule, cancelLaunch, endReviews, endSchedule, getCampaign, getItem, launchCampaign, launchSchedules, listCampaigns, listSchedules, myReviews, openLaunched, previewCampaign } from '.'

const database = await testDatabase()
let stage: ReviewStage

beforeAll(() => openDatabase(database.authorityUrl))
afterAll(closeDatabase)
beforeEach(async () => {
  stage = await makeReviewStage(database.ownerUrl)
})

describe('launching', () => {
  it('freezes what is reviewed with its use, and asks its owner', async () => {
    const agentId = await stage.agentInForce()
    await stage.used(agentId, 'read', 3)
    const mandate = await makeMandate(stage.staff, agentId as never)
    const campaign = await stage.launched()
    expect(campaign).toMatchObject({ state: 'running', progress: { total: 1, final: 0 }, check: { agents: 1, ownerless: 0, need_second: 1 } })
    const item = await stage.oneOf(campaign)
    expect(item).toMatchObject({ reviewer: { id: stage.staff.owner.id }, state: 'open', changed: true, unused: [stage.scope('write')], recommendation: { decision: 'keep', confidence: 'low' }, may: { decide: true, certify: false } })
    expect(item.evidence.tools.map(({ scope: of, used: times }) => [of, times])).toEqual([[stage.scope('read'), 3], [stage.scope('write'), 0]])
    expect(item.evidence.mandates.map(({ id }) => id)).toEqual([mandate])
    await stage.used(agentId, 'write', 2)
    expect((await stage.oneOf(campaign)).evidence).toEqual(item.evidence)
    expect(valueOf(await myReviews(stage.staff.owner, {}))).toMatchObject({ items: 1, campaigns: [{ id: campaign.id, decide: 1, certify: 0 }] })
    expect(valueOf(await myReviews(stage.staff.analyst, {}))).toEqual({ items: 0, campaigns: [], escalations: [], applies: [], held: [] })
    await expect(hotTransaction(stage.staff.tenantId, (client) => client.query('update review_item set evidence = $1 where id = $2', ['{}', item.id]))).rejects.toThrow(/permission denied/)
  })

  it('refuses what is not what was checked, and asks for the name where silence takes much', async () => {
    const agentId = await stage.agentInForce()
    const check = valueOf(await previewCampaign(stage.staff.admin, stage.plan()))
    valueOf(await stage.reviseAndApprove(agentId, stage.tools('read')))
    expect(await launchCampaign(stage.staff.admin, { ...stage.plan(), snapshot: check.snapshot })).toMatchObject({ refusal: { code: 'conflict' } })
    for (let n = 0; n < 9; n++) await stage.agentInForce()
    const wide = valueOf(await previewCampaign(stage.staff.admin, stage.plan({ no_response: 'suspend' })))
    expect(wide).toMatchObject({ agents: 10, confirm: true, loses: { agents: 10 } })
    expect(await launchCampaign(stage.staff.admin, { ...stage.plan({ no_response: 'suspend' }), snapshot: wide.snapshot })).toMatchObject({ refusal: { code: 'invalid', fields: { confirm: expect.stringContaining('10 agents') } } })
    expect(await previewCampaign(stage.staff.owner, stage.plan())).toMatchObject({ refusal: { code: 'denied' } })
    expect(await launchCampaign(stage.staff.root, { ...stage.plan(), snapshot: 'x' })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await launchCampaign(stage.staff.admin, { ...stage.plan({ scope: 'team', value: 'nobody' }), snapshot: 'x' })).toMatchObject({ refusal: { code: 'invalid' } })
  })
})

describe('who is asked', () => {
  const asked = async (over: Record<string, unknown>) => {
    const campaign = await stage.launched(over)
    const items = await stage.itemsOf(campaign, stage.staff.admin)
    return { campaign, of: (agentId: string) => items.find(({ agent }) => agent.id === agentId), each: items.map(({ reviewer }) => reviewer.id) }
  }
  const setOwner = async (slug: string, owner: string | null, by: TestPerson = stage.staff.admin) => {
    const server = await read(stage.staff.tenantId, (tx) => tx.toolServer.findFirst({ where: { slug } }))
    return setServerOwner({ gatewayUrl: 'http://gateway.test' })(by, { serverId: server?.id ?? newId(), owner })
  }

  it('is who answers for the tool server: the one in scope, or the one with most of its tools; else the fallback', async () => {
    const [files, other] = [stage.tools('read')[0]?.mcp_server ?? '', `other-${stage.staff.tenantId.slice(-6)}`]
    const [tara, otto] = [await makePerson(stage.staff.tenantId, { role: 'owner', name: 'T. Ara' }), await makePerson(stage.staff.tenantId, { role: 'owner', name: 'O. Tto' })]
    const added = { slug: other, title: 'Other', transport: { kind: 'http', url: 'http://other.internal/mcp' } }
    const register = registerToolServer({ gatewayUrl: 'http://gateway.test' })
    expect(await register(stage.staff.admin, { ...added, owner: 'nobody@example.com' })).toMatchObject({ refusal: { code: 'invalid', fields: { owner: expect.stringContaining('nobody here') } } })
    expect(valueOf(await register(stage.staff.admin, { ...added, owner: otto.email }))).toMatchObject({ owner: { id: otto.id, name: 'O. Tto', has_access: true } })
    expect(await setOwner(files, tara.id, stage.staff.owner)).toMatchObject({ refusal: { code: 'denied' } })
    expect(await setOwner('not-there', tara.id)).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await setOwner(files, tara.email))).toMatchObject({ slug: files, owner: { id: tara.id } })
    const mostlyFiles = await stage.agentInForce({ tools: [...stage.tools('read', 'write'), { mcp_server: other, tool_id: 'send' }] })
    const onlyOther = await stage.agentInForce({ tools: [{ mcp_server: other, tool_id: 'send' }] })
    const none = await stage.agentInForce({ tools: [] })

    const by = await asked({ reviewers: 'resource_owner' })
    expect([mostlyFiles, onlyOther, none].map((id) => by.of(id)?.reviewer.id)).toEqual([tara.id, otto.id, stage.staff.admin.id])
    expect(by.campaign).toMatchObject({ reviewers: 'resource_owner', named: [], check: { agents: 3, fallback: 1, reviewer_count: 3 } })
    const scoped = await asked({ reviewers: 'resource_owner', scope: 'server', value: other })
    expect([mostlyFiles, onlyOther].map((id) => scoped.of(id)?.reviewer.id)).toEqual([otto.id, otto.id])
    await stage.asOwner(`update person set status = 'deactivated' where id = $1`, tara.id)
    expect((await asked({ reviewers: 'resource_owner', scope: 'agent', value: mostlyFiles })).each).toEqual([otto.id])
    expect(valueOf(await setOwner(other, null))).toMatchObject({ owner: null })
    expect((await asked({ reviewers: 'resource_owner', scope: 'agent', value: mostlyFiles })).each).toEqual([stage.staff.admin.id])
    expect((await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action === 'registry.tool_server.set_owner' && result === 'ok').map(({ detail }) => (detail as { owner: unknown }).owner)).toEqual([tara.id, null])
  })

  it('are named people, each agent one person’s: split evenly, the same each time, and never to who asked for it while another is there', async () => {
    const [nils, nora] = [await makePerson(stage.staff.tenantId, { role: 'owner', name: 'N. Ils' }), await makePerson(stage.staff.tenantId, { role: 'owner', name: 'N. Ora' })]
    // The administrator registered these, and so asked for them.
    await stage.likeIt(await stage.agentInForce({ risk_level: 'low' }), 8)
    const hers = (await makeAgent({ ...stage.staff, owner: nora }, { name: stage.nextName(), tools: stage.tools('read') })).agent.id
    const named = [stage.staff.admin.id, nils.id, nora.id]
    const checks = [valueOf(await previewCampaign(stage.staff.admin, stage.plan({ reviewers: 'named', named }))), valueOf(await previewCampaign(stage.staff.admin, stage.plan({ reviewers: 'named', named })))]
    expect(checks[1]).toEqual(checks[0])
    const split = await asked({ reviewers: 'named', named })
    expect(split.campaign.named.map(({ name }) => name).sort()).toEqual([stage.staff.admin.name, 'N. Ils', 'N. Ora'].sort())
    expect(split.of(hers)?.reviewer.id).not.toBe(nora.id)
    const ofOthers = (id: string) => split.each.filter((one) => one === id).length - (split.of(hers)?.reviewer.id === id ? 1 : 0)
    expect([ofOthers(stage.staff.admin.id), [ofOthers(nils.id), ofOthers(nora.id)].sort()]).toEqual([0, [4, 5]])
    expect(split.campaign.check).toMatchObject({ fallback: 0 })

    // Where all of them asked for it, a second person certifies it; or none of them reviews it.
    const alone = { reviewers: 'named', named: [nora.id], scope: 'agent', value: hers }
    expect((await asked(alone)).of(hers)).toMatchObject({ reviewer: { id: nora.id }, second: { needed: true } })
    expect((await asked({ ...alone, independence: 'strict', fallback: stage.second.id })).of(hers)).toMatchObject({ reviewer: { id: stage.second.id } })
    await stage.asOwner(`update person set status = 'deactivated' where id = $1`, nils.id)
    expect(await previewCampaign(stage.staff.admin, stage.plan({ reviewers: 'named', named }))).toMatchObject({ refusal: { code: 'invalid', fields: { named: 'names 1 without access here' } } })
  })
})

describe('launching many', () => {
  const MANY = 450
  const [gathered, waiting] = ['review_item where campaign_id = $1', 'review_gathering where campaign_id = $1'].map((from) => async (id: string) => {
    const { rows } = await hotTransaction('system', (client) => client.query<{ count: number }>(`select count(*)::int as count from ${from}`, [id]))
    return rows[0]?.count
  }) as [(id: string) => Promise<number>, (id: string) => Promise<number>]
  const told = async (id: string) => (await read('system', (tx) => tx.outbox.findMany({ where: { topic: 'review.opened', key: id } }))).length
  const actions = async (action: string) => (await entriesOf(stage.staff.tenantId)).filter((entry) => entry.action === action)

  it('fixes all of them at once, gathers their evidence by and by, and asks nobody before it is there', async () => {
    const first = await stage.agentInForce()
    await stage.likeIt(first, MANY - 1)
    await stage.used(first, 'read', 3)
    const campaign = await stage.launched({ no_response: 'reduce' })
    const { id: campaignId } = campaign
    expect(campaign).toMatchObject({ state: 'launching', progress: { total: 0 }, check: { agents: MANY, reviewer_count: 1, overloaded: 0, without_calls: MANY - 1, loses: { agents: MANY, tools: 2 * MANY - 1 } } })
    const document = valueOf(await getAgent(stage.staff.admin, { agentId: first })).revision.digest
    // After the launch, and before its evidence is there.
    valueOf(await stage.reviseAndApprove(first, stage.tools('read', 'write', 'delete')))
    expect(valueOf(await myReviews(stage.staff.owner, {})).campaigns).toEqual([])
    await openLaunched({ budgetMs: 0, lanes: 1 })
    expect([await gathered(campaignId), await waiting(campaignId), await told(campaignId)]).toEqual([25, MANY - 25, 0])
    expect(await stage.itemsOf(campaign)).toEqual([])
    const { rows: ids } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from review_item where campaign_id = $1 limit 1', [campaignId]))
    expect(await getItem(stage.staff.owner, { itemId: ids[0]?.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId }))).toMatchObject({ state: 'launching', progress: { total: 25, mine: 0 } })

    // Whoever gathers, and however many do, each agent has one item and its reviewers are asked once.
    while ((await waiting(campaignId)) > 0) await Promise.all([openLaunched(), openLaunched()])
    await openLaunched()
    expect([await gathered(campaignId), await waiting(campaignId), await told(campaignId)]).toEqual([MANY, 0, 1])
    expect((await actions('reviews.campaign.open')).map(({ result }) => result)).toEqual(['ok'])
    expect(valueOf(await myReviews(stage.staff.owner, {})).campaigns).toMatchObject([{ decide: MANY }])
    const item = (await stage.itemsOf(campaign)).find(({ agent }) => agent.id === first)
    expect(item).toMatchObject({ moved: true, unused: [stage.scope('write')], evidence: { document: { digest: document }, calls: 3 } })

    await stage.makeDue(campaign)
    await endReviews()
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId }))).toMatchObject({ state: 'over', progress: { no_response: MANY, reduce: MANY } })
  })

  it('is cancelled while it is being launched, and leaves nothing behind; one that opens too late cancels itself', async () => {
    await stage.likeIt(await stage.agentInForce(), 250)
    const campaign = await stage.launched()
    const campaignId = campaign.id
    await openLaunched({ budgetMs: 0, lanes: 1 })
    expect(await cancelLaunch(stage.staff.owner, { campaignId, reason: 'it is the wrong scope' })).toMatchObject({ refusal: { code: 'denied' } })
    expect(valueOf(await cancelLaunch(stage.staff.admin, { campaignId, reason: 'it is the wrong scope' }))).toMatchObject({ state: 'cancelled', cancelled: { by: stage.staff.admin.name, because: 'it is the wrong scope' } })
    expect(await cancelLaunch(stage.staff.admin, { campaignId, reason: 'and once more' })).toMatchObject({ refusal: { code: 'wrong_state', state: 'cancelled' } })
    await openLaunched()
    expect([await gathered(campaignId), await waiting(campaignId), await told(campaignId)]).toEqual([0, 0, 0])
    const open = await stage.launched({ scope: 'agent', value: await stage.agentInForce() })
    expect(await cancelLaunch(stage.staff.admin, { campaignId: open.id, reason: 'somebody was asked' })).toMatchObject({ refusal: { code: 'wrong_state', state: 'running' } })
    await expect(hotTransaction(stage.staff.tenantId, (client) => client.query('delete from review_item where campaign_id = $1', [open.id]))).resolves.toMatchObject({ rowCount: 0 })

    const late = await stage.launched({ no_response: 'suspend' })
    await stage.makeDue(late)
    while ((await waiting(late.id)) > 0) await openLaunched()
    await openLaunched()
    await endReviews()
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId: late.id }))).toMatchObject({ state: 'cancelled', cancelled: { by: null }, progress: { no_response: 0 } })
    expect(await told(late.id)).toBe(0)
  })
})

describe('use', () => {
  it('is summed up as it is recorded, and what is not summed up yet counts, too', async () => {
    const agentId = await stage.agentInForce()
    await stage.used(agentId, 'read', 3)
    const evidence = async () => (await stage.oneOf(await stage.launched({ scope: 'agent', value: agentId }))).evidence
    const [before] = [await evidence()]
    await expect.poll(async () => (await sumUse(), (await read('system', (tx) => tx.agentUse.findMany({ where: { agentId } }))).map(({ allowed }) => allowed)), { timeout: 60_000 }).toEqual([3])
    const after = await evidence()
    expect([after.calls, after.tools, after.weeks, after.people, after.last_used_at]).toEqual([before.calls, before.tools, before.weeks, before.people, before.last_used_at])
    await stage.used(agentId, 'read', 2)
    expect((await evidence()).calls).toBe(5)
    // As after a restore, where transaction ids begin anew.
    await stage.asOwner(`update agent_use_cursor set xid = '0'`)
    await expect.poll(async () => (await sumUse(), (await read('system', (tx) => tx.agentUse.findMany({ where: { agentId } }))).map(({ allowed }) => allowed)), { timeout: 60_000 }).toEqual([5])
    expect((await evidence()).calls).toBe(5)
  })
})

describe('schedules', () => {
  const due = (over: Record<string, unknown> = {}) => addSchedule(stage.staff.admin, { name: 'Every month', fallback: stage.staff.admin.id, every: 'monthly', due_days: 7, first_at: inDays(-0.001), ...over })
  const campaignsOf = async () => valueOf(await listCampaigns(stage.staff.admin, {})).items

  it('launch what is due once, in the name of whoever set them up, and go on to the next date', async () => {
    await stage.agentInForce()
    const schedule = valueOf(await due({ no_response: 'reduce' }))
    await Promise.all([launchSchedules(), launchSchedules()])
    const [campaign, ...more] = await campaignsOf()
    expect(more).toEqual([])
    expect(campaign).toMatchObject({ scheduled: true, launched_by: { id: stage.staff.admin.id }, no_response: 'reduce', progress: { total: 1 } })
    const [listed] = valueOf(await listSchedules(stage.staff.owner, {})).items
    expect(listed).toMatchObject({ id: schedule.id, last: { id: campaign?.id }, held_because: null })
    expect(Date.parse(listed?.next_at ?? '')).toBeGreaterThan(Date.now())
    valueOf(await endSchedule(stage.staff.admin, { scheduleId: schedule.id }))
    await stage.asOwner(`update review_schedule set next_at = now() where id = $1`, schedule.id)
    await launchSchedules()
    expect(await campaignsOf()).toHaveLength(1)
  })

  it('one that cannot be read holds up no other', async () => {
    await stage.agentInForce()
    const broken = valueOf(await due({ name: 'Of another release', first_at: inDays(-1) }))
    valueOf(await due())
    await stage.asOwner(`update review_schedule set plan = '{"scope": 5}' where id = $1`, broken.id)
    await expect(launchSchedules()).rejects.toThrow()
    expect((await campaignsOf()).map(({ name }) => name)).toEqual([expect.stringMatching(/^Every month, /)])
    expect(valueOf(await listSchedules(stage.staff.admin, {})).items).toMatchObject([{ id: broken.id, plan: null }, { name: 'Every month', plan: { scope: 'all' } }])
    valueOf(await endSchedule(stage.staff.admin, { scheduleId: broken.id }))
  })

  it('wait for a person where silence would cost more than was confirmed, and go on after them', async () => {
    const schedule = valueOf(await due({ no_response: 'suspend' }))
    for (let n = 0; n < 10; n++) await stage.agentInForce({ attestation: { environment: 'production' } })
    expect(await due({ no_response: 'suspend' })).toMatchObject({ refusal: { code: 'invalid', fields: { confirm: expect.stringContaining('10 agents') } } })
    await launchSchedules()
    expect(await campaignsOf()).toEqual([])
    expect(valueOf(await myReviews(stage.second, {})).held).toMatchObject([{ id: schedule.id, because: expect.stringContaining('10 agents would lose access, 10 of them in production') }])
    await stage.launched({ no_response: 'suspend', schedule: schedule.id })
    expect(valueOf(await listSchedules(stage.staff.admin, {})).items).toMatchObject([{ held_because: null, loses_max: 10 }])
  })

  it('escalate what is due soon to a manager and the launcher, and what was never answered to the launcher', async () => {
    await stage.agentInForce()
    const campaign = await stage.launched()
    expect(valueOf(await myReviews(stage.staff.admin, {})).escalations).toEqual([])
    await stage.asOwner(`update review_campaign set launched_at = now() - interval '30 days', due_at = now() + interval '1 day' where id = $1`, campaign.id)
    await stage.asOwner(`update person set manager_id = $1 where id = $2`, stage.second.id, stage.staff.owner.id)
    for (const by of [stage.staff.admin, stage.second]) expect(valueOf(await myReviews(by, {})).escalations).toMatchObject([{ reviewer: { id: stage.staff.owner.id }, items: 1, over: false }])
    expect(valueOf(await myReviews(stage.staff.owner, {}))).toMatchObject({ escalations: [], campaigns: [{ soon: true }] })
    await stage.makeDue(campaign)
    await endReviews()
    expect(valueOf(await myReviews(stage.staff.admin, {})).escalations).toMatchObject([{ items: 1, over: true }])
    expect(valueOf(await myReviews(stage.second, {})).escalations).toEqual([])
  })
})
