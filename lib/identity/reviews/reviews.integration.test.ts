import pg from 'pg'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeHops, makeMandate } from '@/lib/testing/hops'
import { testCalls } from '@/lib/testing/ledger'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { verifyPack, writePack } from '@/lib/evidence'
import { noteSigner } from '@/lib/tlog'
import { appendBatch, publishCheckpoints, sequence } from '../ledger'
import { approveAgent, getAgent, registerToolServer, reviseAgent } from '../registry'
import type { IdentityDocumentInput } from '../registry/contract'
import { addSchedule, agentReviews, answerQuestion, applyReviews, askAbout, certifyItem, decideItems, endReviews, endSchedule, getCampaign, launchCampaign, launchSchedules, listCampaigns, listItems, listSchedules, myReviews, packReview, previewCampaign, reassignItem, submitItems, withdrawQuestion } from '.'
import type { CampaignView, ReviewDecision, ReviewItemView } from './contract'
import { findItem } from './internal/find-item'
import { takeEffect } from './internal/take-effect'

const database = await testDatabase()
let staff: Staff
let second: TestPerson
let count = 0

beforeAll(() => openDatabase(database.authorityUrl))
afterAll(closeDatabase)
beforeEach(async () => {
  staff = await makeStaff()
  second = await makePerson(staff.tenantId, { role: 'admin', name: 'S. Econd' })
  await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug: `files-${staff.tenantId.slice(-6)}`, title: 'Files', transport: { kind: 'http', url: 'http://files.internal/mcp' } })
})

type Done<T> = { ok: true; value: T } | { ok: false; refusal: unknown }
const valueOf = <T>(result: Done<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const server = () => `files-${staff.tenantId.slice(-6)}`
const tools = (...names: string[]) => names.map((tool_id) => ({ mcp_server: server(), tool_id }))
const scope = (name: string) => `mcp:${server()}:${name}`
/** In force, and registered by an administrator, so that its owner asked for nothing. */
async function agentInForce(over: Partial<IdentityDocumentInput> = {}): Promise<string> {
  const { agent } = await makeAgent({ ...staff, owner: { ...staff.admin, email: staff.owner.email } as TestPerson }, { name: `agent-${++count}`, tools: tools('read', 'write'), ...over })
  return agent.id
}
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const plan = (over: Record<string, unknown> = {}) => ({ name: 'Quarterly review', due_at: inDays(7), fallback: staff.admin.id, ...over })
async function launched({ schedule, ...over }: Record<string, unknown> = {}): Promise<CampaignView> {
  const input = plan(over)
  const check = valueOf(await previewCampaign(staff.admin, input))
  return valueOf(await launchCampaign(staff.admin, { ...input, snapshot: check.snapshot, ...(check.confirm ? { confirm: input.name } : {}), ...(schedule ? { schedule } : {}) }))
}
const itemsOf = async (campaign: { id: string }, by: TestPerson = staff.owner) => valueOf(await listItems(by, { campaignId: campaign.id })).items
const oneOf = async (campaign: { id: string }, by: TestPerson = staff.owner) => (await itemsOf(campaign, by))[0] as ReviewItemView
const decide = (by: TestPerson, item: ReviewItemView, decision: ReviewDecision | null, comment?: string) =>
  decideItems(by, { campaignId: item.campaign_id, items: [{ id: item.id, version: item.version, document: item.document }], decision, ...(comment ? { comment } : {}) })
const submit = (by: TestPerson, ...items: ReviewItemView[]) => submitItems(by, { campaignId: items[0]?.campaign_id, items: items.map(({ id, version }) => ({ id, version })) })
const used = (agentId: string, tool: string, calls: number) =>
  hotTransaction('system', (client) =>
    appendBatch(client, testCalls(staff.tenantId, calls, () => ({ actor: { kind: 'agent', id: agentId, name: 'a' }, agentId, chain: [agentId], toolServer: server(), tool }))),
  )
/** Time passes, which no service may do to a campaign. */
const makeDue = (campaign: { id: string }) => asOwner(`update review_campaign set due_at = now() - interval '1 second' where id = $1`, campaign.id)
async function asOwner(sql: string, ...values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(sql, values)
  await client.end()
}
const ordersFor = (agentId: string) => read(staff.tenantId, (tx) => tx.containmentOrder.count({ where: { targetId: agentId, grain: 'agent' } }))

describe('launching', () => {
  it('freezes what is reviewed with its use, and asks its owner', async () => {
    const agentId = await agentInForce()
    await used(agentId, 'read', 3)
    const mandate = await makeMandate(staff, agentId as never)
    const campaign = await launched()
    expect(campaign).toMatchObject({ state: 'running', progress: { total: 1, final: 0 }, check: { agents: 1, ownerless: 0, need_second: 1 } })
    const item = await oneOf(campaign)
    expect(item).toMatchObject({ reviewer: { id: staff.owner.id }, state: 'open', changed: true, unused: [scope('write')], recommendation: { decision: 'keep', confidence: 'low' }, may: { decide: true, certify: false } })
    expect(item.evidence.tools.map(({ scope: of, used: times }) => [of, times])).toEqual([[scope('read'), 3], [scope('write'), 0]])
    expect(item.evidence.mandates.map(({ id }) => id)).toEqual([mandate])
    await used(agentId, 'write', 2)
    expect((await oneOf(campaign)).evidence).toEqual(item.evidence)
    expect(valueOf(await myReviews(staff.owner, {}))).toMatchObject({ items: 1, campaigns: [{ id: campaign.id, decide: 1, certify: 0 }] })
    expect(valueOf(await myReviews(staff.analyst, {}))).toEqual({ items: 0, campaigns: [], escalations: [], applies: [], held: [] })
    await expect(hotTransaction(staff.tenantId, (client) => client.query('update review_item set evidence = $1 where id = $2', ['{}', item.id]))).rejects.toThrow(/permission denied/)
  })

  it('refuses what is not what was checked, and asks for the name where silence takes much', async () => {
    const agentId = await agentInForce()
    const check = valueOf(await previewCampaign(staff.admin, plan()))
    valueOf(await reviseAndApprove(agentId, tools('read')))
    expect(await launchCampaign(staff.admin, { ...plan(), snapshot: check.snapshot })).toMatchObject({ refusal: { code: 'conflict' } })
    for (let n = 0; n < 9; n++) await agentInForce()
    const wide = valueOf(await previewCampaign(staff.admin, plan({ no_response: 'suspend' })))
    expect(wide).toMatchObject({ agents: 10, confirm: true, loses: { agents: 10 } })
    expect(await launchCampaign(staff.admin, { ...plan({ no_response: 'suspend' }), snapshot: wide.snapshot })).toMatchObject({ refusal: { code: 'invalid', fields: { confirm: expect.stringContaining('10 agents') } } })
    expect(await previewCampaign(staff.owner, plan())).toMatchObject({ refusal: { code: 'denied' } })
    expect(await launchCampaign(staff.root, { ...plan(), snapshot: 'x' })).toMatchObject({ refusal: { code: 'denied' } })
    expect(await launchCampaign(staff.admin, { ...plan({ scope: 'team', value: 'nobody' }), snapshot: 'x' })).toMatchObject({ refusal: { code: 'invalid' } })
  })
})

const reviseAndApprove = async (agentId: string, next: IdentityDocumentInput['tools']) => {
  const agent = valueOf(await getAgent(staff.admin, { agentId }))
  const revised = valueOf(await reviseAgent(staff.admin, { agentId, document: { ...agent.document, tools: next }, base: agent.revision.digest }))
  return approveAgent(staff.owner, { agentId, digest: revised.draft?.digest })
}

describe('[38] who decides, and when', () => {
  it('is its reviewer, once, before it is due, on what they read', async () => {
    const agentId = await agentInForce()
    const campaign = await launched()
    const item = await oneOf(campaign)
    expect(await decide(staff.admin, item, 'keep')).toMatchObject({ refusal: { code: 'separated', rule: 'only_its_reviewer_decides' } })
    expect(await submit(staff.owner, item)).toMatchObject({ refusal: { code: 'wrong_state', state: 'not_decided' } })
    valueOf(await decide(staff.owner, item, 'keep'))
    expect(await decide(staff.owner, item, 'remove', 'a second thought')).toMatchObject({ refusal: { code: 'conflict' } })
    const decided = await oneOf(campaign)
    // The reviewed version is swapped between the decision and its submission.
    valueOf(await reviseAndApprove(agentId, tools('read', 'write', 'delete')))
    expect(await submit(staff.owner, decided)).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await decide(staff.owner, decided, 'keep')).toMatchObject({ refusal: { code: 'conflict' } })
    const moved = await oneOf(campaign)
    expect(moved.moved).toBe(true)
    valueOf(await decide(staff.owner, moved, 'keep'))
    const again = await oneOf(campaign)
    const both = await Promise.all([submit(staff.owner, again), submit(staff.owner, again)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await submit(staff.owner, await oneOf(campaign))).toMatchObject({ refusal: { code: 'wrong_state', state: 'final' } })
    expect((await entriesOf(staff.tenantId)).filter(({ action, result }) => action === 'reviews.submit' && result === 'ok')).toHaveLength(1)
  })

  it('refuses whatever comes after the due date, before any job has been there', async () => {
    await agentInForce()
    const campaign = await launched()
    const item = await oneOf(campaign)
    valueOf(await decide(staff.owner, item, 'keep'))
    const decided = await oneOf(campaign)
    await makeDue(campaign)
    const late = { refusal: { code: 'wrong_state', state: 'past_its_due_date' } }
    expect(await decide(staff.owner, decided, 'remove', 'too late by now')).toMatchObject(late)
    expect(await submit(staff.owner, decided)).toMatchObject(late)
    expect(await reassignItem(staff.admin, { itemId: item.id, version: decided.version, to: second.id, note: 'on holiday' })).toMatchObject(late)
  })

  it('needs a second person where the reviewer asked for it, and that is none of those concerned', async () => {
    const { agent } = await makeAgent(staff, { name: `agent-${++count}`, tools: tools('read', 'write') })
    const campaign = await launched()
    const item = await oneOf(campaign)
    expect(item.second).toMatchObject({ needed: true })
    valueOf(await decide(staff.owner, item, 'keep'))
    valueOf(await submit(staff.owner, await oneOf(campaign)))
    const waiting = await oneOf(campaign, staff.admin)
    expect(waiting).toMatchObject({ state: 'certify', effect: null, may: { certify: true } })
    const certify = (by: TestPerson, over: object = {}) => certifyItem(by, { itemId: item.id, version: waiting.version, digest: waiting.document, agree: true, ...over })
    expect(await certify(staff.owner)).toMatchObject({ refusal: { code: 'denied' } })
    const giver = await makePerson(staff.tenantId, { role: 'admin', name: 'G. Iver' })
    await makeMandate(staff, agent.id as never, giver.id)
    expect(await certify(giver)).toMatchObject({ refusal: { code: 'separated', rule: 'the_certifier_did_not_ask_for_it' } })
    expect(await certify(staff.admin, { version: 1 })).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await certify(staff.admin, { digest: `sha-256:${'A'.repeat(43)}` })).toMatchObject({ refusal: { code: 'conflict' } })
    const both = await Promise.all([certify(staff.admin), certify(second)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await oneOf(campaign)).toMatchObject({ state: 'final', effect: { state: 'pending' } })
  })

  it('stays in need of a second person when it is given to somebody else', async () => {
    await agentInForce({ risk_level: 'low' })
    const campaign = await launched()
    const item = await oneOf(campaign)
    expect(item.second.needed).toBe(false)
    expect(await reassignItem(staff.analyst, { itemId: item.id, version: item.version, to: staff.analyst.id, note: 'I want it' })).toMatchObject({ refusal: { code: 'separated' } })
    // The administrator wrote what is in force.
    valueOf(await reassignItem(staff.owner, { itemId: item.id, version: item.version, to: staff.admin.id, note: 'knows it better' }))
    const given = await oneOf(campaign, staff.admin)
    expect(given).toMatchObject({ reviewer: { id: staff.admin.id }, second: { needed: true } })
    valueOf(await reassignItem(staff.admin, { itemId: item.id, version: given.version, to: staff.owner.id, note: 'back again' }))
    expect(await oneOf(campaign)).toMatchObject({ second: { needed: true } })
  })

  it('decides many at once with a comment, and none of high risk; undo puts it back', async () => {
    await agentInForce()
    await agentInForce()
    const campaign = await launched()
    const items = await itemsOf(campaign)
    const many = (over: object) => decideItems(staff.owner, { campaignId: campaign.id, items: items.map(({ id, version, document }) => ({ id, version, document })), decision: 'keep', ...over })
    expect(await many({})).toMatchObject({ refusal: { code: 'invalid', fields: { comment: expect.anything() } } })
    expect(valueOf(await many({ comment: 'all of these run every night' }))).toMatchObject({ items: 2, changes: [{ state: 'decided' }, { state: 'decided' }] })
    const decided = await oneOf(campaign)
    valueOf(await decide(staff.owner, decided, null))
    expect(await oneOf(campaign)).toMatchObject({ state: 'open', decision: null })
  })
})

describe('stages', () => {
  it('are up to three people, none of them twice', async () => {
    await agentInForce()
    const check = valueOf(await previewCampaign(staff.admin, plan({ stages: 3 })))
    expect(check).toMatchObject({ need_second: 1, need_third: 1, uncertifiable: 1 })
    const third = await makePerson(staff.tenantId, { role: 'admin', name: 'T. Hird' })
    expect(valueOf(await previewCampaign(staff.admin, plan({ stages: 3 })))).toMatchObject({ uncertifiable: 0 })
    const campaign = await launched({ stages: 3 })
    valueOf(await decide(staff.owner, await oneOf(campaign), 'keep'))
    valueOf(await submit(staff.owner, await oneOf(campaign)))
    const agree = async (by: TestPerson) => {
      const item = await oneOf(campaign, by)
      return certifyItem(by, { itemId: item.id, version: item.version, digest: item.document, agree: true })
    }
    expect(valueOf(await myReviews(second, {})).campaigns).toMatchObject([{ certify: 1 }])
    // The administrator wrote what is in force.
    expect(valueOf(await myReviews(staff.admin, {})).campaigns).toEqual([])
    valueOf(await agree(second))
    expect(await oneOf(campaign, second)).toMatchObject({ state: 'certify', certified: { by: { id: second.id } }, may: { certify: false } })
    expect(await agree(second)).toMatchObject({ refusal: { code: 'separated', rule: 'the_certifier_is_another' } })
    expect(valueOf(await myReviews(second, {})).campaigns).toEqual([])
    valueOf(await agree(third))
    expect(await oneOf(campaign)).toMatchObject({ state: 'final', certified_again: { by: { id: third.id } } })
  })

  it('brings back what was decided in haste, once, and then asks for a second person', async () => {
    for (let n = 0; n < 10; n++) await agentInForce()
    const campaign = await launched({ second_look: true })
    const inHaste = async () => {
      for (const item of await itemsOf(campaign)) if (item.state === 'open') valueOf(await decide(staff.owner, item, 'keep'))
      // A second apart, however long this machine took.
      await asOwner(`update review_item i set decided_at = now() + make_interval(secs => s.n) from (select id, row_number() over (order by id) as n from review_item where campaign_id = $1 and state = 'decided') s where s.id = i.id`, campaign.id)
      return valueOf(await submit(staff.owner, ...(await itemsOf(campaign)).filter(({ state }) => state === 'decided')))
    }
    expect(await inHaste()).toMatchObject({ items: 0, second_look: 10 })
    expect(await oneOf(campaign)).toMatchObject({ state: 'open', second_look: '10 decisions in 9 s', decision: null })
    expect(await inHaste()).toMatchObject({ items: 10, second_look: 0 })
    expect(await oneOf(campaign)).toMatchObject({ state: 'certify', second: { needed: true, why: 'decided in haste twice' } })
  })
})

describe('schedules', () => {
  const due = (over: Record<string, unknown> = {}) => addSchedule(staff.admin, { name: 'Every month', fallback: staff.admin.id, every: 'monthly', due_days: 7, first_at: inDays(-0.001), ...over })
  const campaignsOf = async () => valueOf(await listCampaigns(staff.admin, {})).items

  it('launch what is due once, in the name of whoever set them up, and go on to the next date', async () => {
    await agentInForce()
    const schedule = valueOf(await due({ no_response: 'reduce' }))
    await Promise.all([launchSchedules(), launchSchedules()])
    const [campaign, ...more] = await campaignsOf()
    expect(more).toEqual([])
    expect(campaign).toMatchObject({ scheduled: true, launched_by: { id: staff.admin.id }, no_response: 'reduce', progress: { total: 1 } })
    const [listed] = valueOf(await listSchedules(staff.owner, {})).items
    expect(listed).toMatchObject({ id: schedule.id, last: { id: campaign?.id }, held_because: null })
    expect(Date.parse(listed?.next_at ?? '')).toBeGreaterThan(Date.now())
    valueOf(await endSchedule(staff.admin, { scheduleId: schedule.id }))
    await asOwner(`update review_schedule set next_at = now() where id = $1`, schedule.id)
    await launchSchedules()
    expect(await campaignsOf()).toHaveLength(1)
  })

  it('one that cannot be read holds up no other', async () => {
    await agentInForce()
    const broken = valueOf(await due({ name: 'Of another release', first_at: inDays(-1) }))
    valueOf(await due())
    await asOwner(`update review_schedule set plan = '{"scope": 5}' where id = $1`, broken.id)
    await expect(launchSchedules()).rejects.toThrow()
    expect((await campaignsOf()).map(({ name }) => name)).toEqual([expect.stringMatching(/^Every month, /)])
    expect(valueOf(await listSchedules(staff.admin, {})).items).toMatchObject([{ id: broken.id, plan: null }, { name: 'Every month', plan: { scope: 'all' } }])
    valueOf(await endSchedule(staff.admin, { scheduleId: broken.id }))
  })

  it('wait for a person where silence would cost more than was confirmed, and go on after them', async () => {
    const schedule = valueOf(await due({ no_response: 'suspend' }))
    for (let n = 0; n < 10; n++) await agentInForce({ attestation: { environment: 'production' } })
    expect(await due({ no_response: 'suspend' })).toMatchObject({ refusal: { code: 'invalid', fields: { confirm: expect.stringContaining('10 agents') } } })
    await launchSchedules()
    expect(await campaignsOf()).toEqual([])
    expect(valueOf(await myReviews(second, {})).held).toMatchObject([{ id: schedule.id, because: expect.stringContaining('10 agents would lose access, 10 of them in production') }])
    await launched({ no_response: 'suspend', schedule: schedule.id })
    expect(valueOf(await listSchedules(staff.admin, {})).items).toMatchObject([{ held_because: null, loses_max: 10 }])
  })

  it('escalate what is due soon to a manager and the launcher, and what was never answered to the launcher', async () => {
    await agentInForce()
    const campaign = await launched()
    expect(valueOf(await myReviews(staff.admin, {})).escalations).toEqual([])
    await asOwner(`update review_campaign set launched_at = now() - interval '30 days', due_at = now() + interval '1 day' where id = $1`, campaign.id)
    await asOwner(`update person set manager_id = $1 where id = $2`, second.id, staff.owner.id)
    for (const by of [staff.admin, second]) expect(valueOf(await myReviews(by, {})).escalations).toMatchObject([{ reviewer: { id: staff.owner.id }, items: 1, over: false }])
    expect(valueOf(await myReviews(staff.owner, {}))).toMatchObject({ escalations: [], campaigns: [{ soon: true }] })
    await makeDue(campaign)
    await endReviews()
    expect(valueOf(await myReviews(staff.admin, {})).escalations).toMatchObject([{ items: 1, over: true }])
    expect(valueOf(await myReviews(second, {})).escalations).toEqual([])
  })
})

describe('asking', () => {
  it('waits for whoever knows, shows the answer to whoever decides, and lets nobody else answer', async () => {
    const agentId = await agentInForce()
    await makeMandate(staff, agentId as never, staff.analyst.id)
    const campaign = await launched()
    const item = await oneOf(campaign)
    expect(item.askable.map(({ id, why }) => [id, why])).toEqual(expect.arrayContaining([[staff.admin.id, 'asked for what it has'], [staff.analyst.id, 'asked for what it has']]))
    const ask = (by: TestPerson, of: string, version = item.version) => askAbout(by, { itemId: item.id, version, of, question: 'what is it for?' })
    expect(await ask(staff.admin, staff.analyst.id)).toMatchObject({ refusal: { code: 'separated' } })
    expect(await ask(staff.owner, staff.auditor.id)).toMatchObject({ refusal: { code: 'invalid', fields: { of: expect.anything() } } })
    valueOf(await ask(staff.owner, staff.analyst.id))
    const waiting = await oneOf(campaign)
    expect(waiting).toMatchObject({ may: { decide: false, ask: false }, questions: [{ of: { id: staff.analyst.id }, answer: null, may: { answer: false, withdraw: true } }] })
    expect(await decide(staff.owner, waiting, 'keep')).toMatchObject({ refusal: { code: 'wrong_state', state: 'waiting_for_an_answer' } })
    expect(valueOf(await myReviews(staff.analyst, {}))).toMatchObject({ items: 1, campaigns: [{ answer: 1, decide: 0 }] })
    const questionId = waiting.questions[0]?.id
    expect(await answerQuestion(staff.owner, { questionId, answer: 'I ask and answer' })).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_was_asked_answers' } })
    expect(await withdrawQuestion(staff.analyst, { questionId })).toMatchObject({ refusal: { code: 'separated' } })
    valueOf(await answerQuestion(staff.analyst, { questionId, answer: 'for the month end' }))
    expect(await answerQuestion(staff.analyst, { questionId, answer: 'another one' })).toMatchObject({ refusal: { code: 'wrong_state', state: 'answered' } })
    expect(await decide(staff.owner, waiting, 'keep')).toMatchObject({ refusal: { code: 'conflict' } })
    const answered = await oneOf(campaign)
    expect(answered).toMatchObject({ may: { decide: true }, questions: [{ answer: 'for the month end' }] })
    valueOf(await ask(staff.owner, staff.admin.id, answered.version))
    valueOf(await withdrawQuestion(staff.owner, { questionId: (await oneOf(campaign)).questions[1]?.id }))
    valueOf(await decide(staff.owner, await oneOf(campaign), 'keep'))
    const said = (await entriesOf(staff.tenantId)).filter(({ action, result }) => action.startsWith('reviews.') && result === 'ok').map(({ action }) => action)
    expect(said).toEqual(expect.arrayContaining(['reviews.item.ask', 'reviews.question.answer', 'reviews.question.withdraw']))
  })

  it('keeps to somebody who did not ask for it, where the review says so', async () => {
    await agentInForce()
    const campaign = await launched({ independence: 'strict', fallback: second.id })
    const item = await oneOf(campaign)
    const give = (to: string) => reassignItem(staff.owner, { itemId: item.id, version: item.version, to, note: 'knows it better' })
    // The administrator wrote what is in force.
    expect(item.requesters).toContain(staff.admin.id)
    expect(await give(staff.admin.id)).toMatchObject({ refusal: { code: 'separated', rule: 'nobody_reviews_what_they_asked_for' } })
    valueOf(await give(second.id))
    await makeAgent(staff, { name: `agent-${++count}`, tools: tools('read') })
    const again = valueOf(await previewCampaign(staff.admin, plan({ independence: 'strict', fallback: second.id })))
    expect(again).toMatchObject({ agents: 2, fallback: 1 })
  })
})

describe('taking effect', () => {
  it('reduces through the registry, ends what was broader, and proves it', async () => {
    const agentId = await agentInForce()
    await used(agentId, 'read', 3)
    const mandateId = await makeMandate(staff, agentId as never, staff.analyst.id)
    await makeHops(staff, [{ mandateId, path: [agentId as never], scopes: [scope('read'), scope('write')] }])
    const campaign = await launched()
    const asked = await oneOf(campaign)
    const reduce = (keeps: string[]) => decideItems(staff.owner, { campaignId: campaign.id, items: [{ id: asked.id, version: asked.version, document: asked.document }], decision: 'reduce', keeps })
    expect(await reduce([scope('write')])).toMatchObject({ refusal: { code: 'invalid', fields: { decision: expect.stringContaining('nothing to reduce') } } })
    expect(await reduce([scope('read')])).toMatchObject({ refusal: { code: 'invalid', fields: { keeps: expect.anything() } } })
    valueOf(await reduce([]))
    valueOf(await submit(staff.owner, await oneOf(campaign)))
    await applyReviews()
    const item = await oneOf(campaign)
    expect(item.effect).toMatchObject({ state: 'applied', detail: null, probe: { checks: [{ check: 'document', ok: true }, { check: 'tokens', ok: true }] } })
    const agent = valueOf(await getAgent(staff.admin, { agentId }))
    expect(agent.document.tools.map(({ tool_id }) => tool_id)).toEqual(['read'])
    expect(agent.revision).toMatchObject({ number: 2, approved_by: staff.owner.name })
    await applyReviews()
    expect(valueOf(await getAgent(staff.admin, { agentId })).revisions).toHaveLength(2)
    expect(valueOf(await agentReviews(staff.admin, { agentId })).items).toMatchObject([{ by: staff.owner.name, decision: 'reduce', outcome_by: 'review' }])
  })

  it('is done once, though whoever did it was killed before it could say so', async () => {
    const agentId = await agentInForce()
    const campaign = await launched()
    valueOf(await decide(staff.owner, await oneOf(campaign), 'remove', 'nobody uses it'))
    const decided = await oneOf(campaign)
    valueOf(await submit(staff.owner, decided))
    const found = await read(staff.tenantId, (tx) => findItem(tx, staff.tenantId, decided.id))
    if (!found) throw new Error('no item')
    expect(await takeEffect(staff.tenantId, found)).toMatchObject({ ok: true })
    await hotTransaction(staff.tenantId, (client) => client.query(`update review_item set claimed_at = now() - interval '5 minutes' where id = $1`, [decided.id]))
    await Promise.all([applyReviews(), applyReviews()])
    expect(await ordersFor(agentId)).toBe(1)
    expect(await oneOf(campaign)).toMatchObject({ agent: { status: 'suspended' }, effect: { state: 'applied' } })
    expect((await entriesOf(staff.tenantId)).filter(({ action }) => action === 'reviews.item.apply')).toHaveLength(1)
    await expect(hotTransaction(staff.tenantId, (client) => client.query(`update review_item set decision = 'keep' where id = $1`, [decided.id]))).rejects.toThrow(/does not change/)
  })

  it('settles what nobody answered by the campaign’s own rule, once', async () => {
    const agentId = await agentInForce()
    const campaign = await launched({ no_response: 'suspend' })
    await makeDue(campaign)
    await Promise.all([endReviews(), endReviews()])
    await applyReviews()
    expect(await oneOf(campaign)).toMatchObject({ state: 'final', outcome_by: 'no_response', decision: { what: 'remove', by: null }, effect: { state: 'applied' } })
    expect(await ordersFor(agentId)).toBe(1)
    expect(valueOf(await getCampaign(staff.admin, { campaignId: campaign.id }))).toMatchObject({ state: 'over', progress: { no_response: 1, applied: 1 } })
    expect((await entriesOf(staff.tenantId)).filter(({ action, result }) => action === 'reviews.campaign.run_out' && result === 'ok')).toHaveLength(1)
    expect(valueOf(await agentReviews(staff.admin, { agentId })).items).toMatchObject([{ by: null, outcome_by: 'no_response' }])
  })

  it('[46] leaves as a signed pack that verifies, and not once anything in it is another', async () => {
    const signer = noteSigner('log.test/log/reviews', Buffer.alloc(32, 7))
    const pack = (by: TestPerson, campaign: { id: string }) => packReview({ issuer: 'https://issuer.test', signerOf: () => signer })(by, { campaignId: campaign.id })
    await agentInForce()
    await agentInForce()
    const campaign = await launched({ no_response: 'suspend' })
    valueOf(await decide(staff.owner, await oneOf(campaign), 'reduce'))
    valueOf(await submit(staff.owner, await oneOf(campaign)))
    expect(await pack(staff.auditor, campaign)).toMatchObject({ refusal: { code: 'conflict', detail: expect.stringContaining('1 of its items') } })
    await makeDue(campaign)
    await endReviews()
    await applyReviews()
    await expect.poll(async () => (await sequence(), await publishCheckpoints(() => signer), (await pack(staff.auditor, campaign)).ok), { timeout: 60_000 }).toBe(true)
    const zip = Buffer.from(valueOf(await pack(staff.auditor, campaign)).zip, 'base64')
    expect(await verifyPack(zip, [signer.vkey])).toMatchObject({ ok: true, value: { manifest: { review: { id: campaign.id, items: 2 } } } })
    expect(await verifyPack(zip, [])).toMatchObject({ fault: { code: 'unknown_key' } })
    const { 'summary.pdf': pdf = new Uint8Array(), ...texts } = unzipSync(zip)
    const { 'pack.json': said, ...files } = Object.fromEntries(Object.entries(texts).map(([name, bytes]) => [name, strFromU8(bytes)]))
    const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: true })
    for (const item of valueOf(await listItems(staff.admin, { campaignId: campaign.id, show: 'all' })).items) expect(text.replace(/\s/g, '')).toContain(item.agent.name)
    expect(text).toMatch(/Nobody answered\s+1\b/)
    expect(files['items.csv']).toContain('no_response')
    expect(files['summary.md']).toContain('1 that nobody answered')
    const again = (changed: Record<string, string>) => verifyPack(zipSync({ 'summary.pdf': pdf, ...Object.fromEntries(Object.entries(changed).map(([name, content]) => [name, strToU8(content)])) }), [signer.vkey])
    const forged = { ...files, 'items.jsonl': (files['items.jsonl'] ?? '').replace('"outcome_by":"no_response"', '"outcome_by":"review"') }
    expect(await again({ ...forged, 'pack.json': said ?? '' })).toMatchObject({ fault: { code: 'file_differs', file: 'items.jsonl' } })
    expect(await again({ ...files, 'pack.json': said ?? '', 'notes.txt': 'x' })).toMatchObject({ fault: { code: 'file_not_listed' } })
    const about = { review: { id: campaign.id, name: 'x', launched_at: campaign.launched_at, due_at: campaign.due_at, items: 2 }, made_at: campaign.launched_at, made_by: 'x' }
    expect(await verifyPack(writePack(forged, about, noteSigner(signer.name, Buffer.alloc(32, 8))), [signer.vkey])).toMatchObject({ fault: { code: 'not_signed' } })
    // Whoever has the log's key could sign anything, and still not say other than what the record says.
    expect(await verifyPack(writePack(forged, about, signer), [signer.vkey])).toMatchObject({ fault: { code: 'item_differs' } })
    expect(await pack(await makeStaff().then(({ admin }) => admin), campaign)).toMatchObject({ refusal: { code: 'not_found' } })
  })

  it('says what it could not do, and keeps nothing of another company', async () => {
    const agentId = await agentInForce()
    const campaign = await launched()
    const item = await oneOf(campaign)
    valueOf(await decide(staff.owner, item, 'reduce'))
    const agent = valueOf(await getAgent(staff.admin, { agentId }))
    valueOf(await reviseAgent(staff.admin, { agentId, document: { ...agent.document, version: '2' }, base: agent.revision.digest }))
    valueOf(await submit(staff.owner, await oneOf(campaign)))
    await applyReviews()
    expect((await oneOf(campaign)).effect).toMatchObject({ state: 'failed', detail: expect.stringContaining('draft') })
    const strangers = await makeStaff()
    expect(await getCampaign(strangers.admin, { campaignId: campaign.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await certifyItem(strangers.admin, { itemId: item.id, version: 1, digest: item.document, agree: true })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await listItems(strangers.admin, { campaignId: newId() })).toMatchObject({ refusal: { code: 'not_found' } })
  })
})
