import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { testDatabase } from '@/lib/testing/database'
import { makeMandate } from '@/lib/testing/hops'
import { entriesOf } from '@/lib/testing/people'
import { inDays, makeReviewStage, type ReviewStage, valueOf } from '@/lib/testing/reviews'
import { sumUse } from '../ledger'
import { getAgent } from '../registry'
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
    await openLaunched({ budgetMs: 0 })
    expect([await gathered(campaignId), await waiting(campaignId), await told(campaignId)]).toEqual([200, MANY - 200, 0])
    expect(await stage.itemsOf(campaign)).toEqual([])
    const { rows: ids } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from review_item where campaign_id = $1 limit 1', [campaignId]))
    expect(await getItem(stage.staff.owner, { itemId: ids[0]?.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId }))).toMatchObject({ state: 'launching', progress: { total: 200, mine: 0 } })

    // Whoever gathers, and however many do, each agent has one item and its reviewers are asked once.
    await Promise.all([openLaunched(), openLaunched()])
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
    await openLaunched({ budgetMs: 0 })
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
