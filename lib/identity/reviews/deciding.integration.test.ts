import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { makeAgent } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { makeReviewStage, type ReviewStage, valueOf } from '@/lib/testing/reviews'
import type { ReviewItemView } from './contract'
import { answerQuestion, askAbout, certifyItem, decideItems, endReviews, getCampaign, myReviews, previewCampaign, reassignItem, withdrawQuestion } from '.'

const database = await testDatabase()
let stage: ReviewStage

beforeAll(() => openDatabase(database.authorityUrl))
afterAll(closeDatabase)
beforeEach(async () => {
  stage = await makeReviewStage(database.ownerUrl)
})

describe('[38] who decides, and when', () => {
  it('is its reviewer, once, before it is due, on what they read', async () => {
    const agentId = await stage.agentInForce()
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    expect(await stage.decide(stage.staff.admin, item, 'keep')).toMatchObject({ refusal: { code: 'separated', rule: 'only_its_reviewer_decides' } })
    expect(await stage.submit(stage.staff.owner, item)).toMatchObject({ refusal: { code: 'wrong_state', state: 'not_decided' } })
    valueOf(await stage.decide(stage.staff.owner, item, 'keep'))
    expect(await stage.decide(stage.staff.owner, item, 'remove', 'a second thought')).toMatchObject({ refusal: { code: 'conflict' } })
    const decided = await stage.oneOf(campaign)
    // The reviewed version is swapped between the decision and its submission.
    valueOf(await stage.reviseAndApprove(agentId, stage.tools('read', 'write', 'delete')))
    expect(await stage.submit(stage.staff.owner, decided)).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await stage.decide(stage.staff.owner, decided, 'keep')).toMatchObject({ refusal: { code: 'conflict' } })
    const moved = await stage.oneOf(campaign)
    expect(moved.moved).toBe(true)
    valueOf(await stage.decide(stage.staff.owner, moved, 'keep'))
    const again = await stage.oneOf(campaign)
    const both = await Promise.all([stage.submit(stage.staff.owner, again), stage.submit(stage.staff.owner, again)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await stage.submit(stage.staff.owner, await stage.oneOf(campaign))).toMatchObject({ refusal: { code: 'wrong_state', state: 'final' } })
    expect((await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action === 'reviews.submit' && result === 'ok')).toHaveLength(1)
  })

  it('refuses whatever comes after the due date, before any job has been there', async () => {
    await stage.agentInForce()
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    valueOf(await stage.decide(stage.staff.owner, item, 'keep'))
    const decided = await stage.oneOf(campaign)
    await stage.makeDue(campaign)
    const late = { refusal: { code: 'wrong_state', state: 'past_its_due_date' } }
    expect(await stage.decide(stage.staff.owner, decided, 'remove', 'too late by now')).toMatchObject(late)
    expect(await stage.submit(stage.staff.owner, decided)).toMatchObject(late)
    expect(await reassignItem(stage.staff.admin, { itemId: item.id, version: decided.version, to: stage.second.id, note: 'on holiday' })).toMatchObject(late)
  })

  it('is taken as it stands when it is due and was not submitted, where the review says so and nobody else has to agree', async () => {
    const [kept, removed, moved] = [await stage.agentInForce(), await stage.agentInForce(), await stage.agentInForce()]
    const asked = (await makeAgent(stage.staff, { name: stage.nextName(), tools: stage.tools('read') })).agent.id
    const open = await stage.agentInForce()
    const campaign = await stage.launched({ no_response: 'suspend', unsubmitted: 'submit' })
    const item = async (agentId: string) => (await stage.itemsOf(campaign)).find(({ agent }) => agent.id === agentId) as ReviewItemView
    for (const agentId of [kept, moved, asked]) valueOf(await stage.decide(stage.staff.owner, await item(agentId), 'keep'))
    valueOf(await stage.decide(stage.staff.owner, await item(removed), 'remove', 'nobody reads it'))
    valueOf(await stage.reviseAndApprove(moved, stage.tools('read')))
    expect(valueOf(await myReviews(stage.staff.owner, {})).campaigns).toMatchObject([{ decide: 5, ready: 4, unsubmitted: 'submit' }])
    await stage.makeDue(campaign)
    await Promise.all([endReviews(), endReviews()])
    const by = stage.staff.owner.id
    expect(await item(kept)).toMatchObject({ outcome_by: 'review', submitted_when_due: true, decision: { what: 'keep', by: { id: by } } })
    expect(await item(removed)).toMatchObject({ outcome_by: 'review', submitted_when_due: true, decision: { what: 'remove', comment: 'nobody reads it', by: { id: by } } })
    for (const agentId of [moved, asked, open]) expect(await item(agentId)).toMatchObject({ outcome_by: 'no_response', submitted_when_due: false, decision: { what: 'remove', by: null } })
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId: campaign.id }))).toMatchObject({ unsubmitted: 'submit', progress: { when_due: 2, no_response: 3, mine_ready: 0 } })
    const [entry] = (await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action === 'reviews.campaign.run_out' && result === 'ok')
    expect(entry?.detail).toMatchObject({ items: 3, dropped: 2, unsubmitted: 'submit', submitted_when_due: expect.arrayContaining([(await item(kept)).id, (await item(removed)).id]) })
  })

  it('counts as no answer when it is due and was not submitted, where the review says that', async () => {
    await stage.agentInForce()
    const campaign = await stage.launched({ no_response: 'suspend', unsubmitted: 'no_response' })
    valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'keep'))
    await stage.makeDue(campaign)
    await endReviews()
    expect(await stage.oneOf(campaign)).toMatchObject({ outcome_by: 'no_response', submitted_when_due: false, decision: { what: 'remove', by: null } })
  })

  it('needs a second person where the reviewer asked for it, and that is none of those concerned', async () => {
    const { agent } = await makeAgent(stage.staff, { name: stage.nextName(), tools: stage.tools('read', 'write') })
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    expect(item.second).toMatchObject({ needed: true })
    valueOf(await stage.decide(stage.staff.owner, item, 'keep'))
    valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
    const waiting = await stage.oneOf(campaign, stage.staff.admin)
    expect(waiting).toMatchObject({ state: 'certify', effect: null, may: { certify: true } })
    const certify = (by: TestPerson, over: object = {}) => certifyItem(by, { itemId: item.id, version: waiting.version, digest: waiting.document, agree: true, ...over })
    expect(await certify(stage.staff.owner)).toMatchObject({ refusal: { code: 'denied' } })
    const giver = await makePerson(stage.staff.tenantId, { role: 'admin', name: 'G. Iver' })
    await makeMandate(stage.staff, agent.id as never, giver.id)
    expect(await certify(giver)).toMatchObject({ refusal: { code: 'separated', rule: 'the_certifier_did_not_ask_for_it' } })
    expect(await certify(stage.staff.admin, { version: 1 })).toMatchObject({ refusal: { code: 'conflict' } })
    expect(await certify(stage.staff.admin, { digest: `sha-256:${'A'.repeat(43)}` })).toMatchObject({ refusal: { code: 'conflict' } })
    const both = await Promise.all([certify(stage.staff.admin), certify(stage.second)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'final', effect: { state: 'pending' } })
  })

  it('stays in need of a second person when it is given to somebody else', async () => {
    await stage.agentInForce({ risk_level: 'low' })
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    expect(item.second.needed).toBe(false)
    expect(await reassignItem(stage.staff.analyst, { itemId: item.id, version: item.version, to: stage.staff.analyst.id, note: 'I want it' })).toMatchObject({ refusal: { code: 'separated' } })
    // The administrator wrote what is in force.
    valueOf(await reassignItem(stage.staff.owner, { itemId: item.id, version: item.version, to: stage.staff.admin.id, note: 'knows it better' }))
    const given = await stage.oneOf(campaign, stage.staff.admin)
    expect(given).toMatchObject({ reviewer: { id: stage.staff.admin.id }, second: { needed: true } })
    valueOf(await reassignItem(stage.staff.admin, { itemId: item.id, version: given.version, to: stage.staff.owner.id, note: 'back again' }))
    expect(await stage.oneOf(campaign)).toMatchObject({ second: { needed: true } })
  })

  it('decides many at once with a comment, and none of high risk; undo puts it back', async () => {
    await stage.agentInForce()
    await stage.agentInForce()
    const campaign = await stage.launched()
    const items = await stage.itemsOf(campaign)
    const many = (over: object) => decideItems(stage.staff.owner, { campaignId: campaign.id, items: items.map(({ id, version, document }) => ({ id, version, document })), decision: 'keep', ...over })
    expect(await many({})).toMatchObject({ refusal: { code: 'invalid', fields: { comment: expect.anything() } } })
    expect(valueOf(await many({ comment: 'all of these run every night' }))).toMatchObject({ items: 2, changes: [{ state: 'decided' }, { state: 'decided' }] })
    const decided = await stage.oneOf(campaign)
    valueOf(await stage.decide(stage.staff.owner, decided, null))
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'open', decision: null })
  })
})

describe('stages', () => {
  it('are up to three people, none of them twice', async () => {
    await stage.agentInForce()
    const check = valueOf(await previewCampaign(stage.staff.admin, stage.plan({ stages: 3 })))
    expect(check).toMatchObject({ need_second: 1, need_third: 1, uncertifiable: 1 })
    const third = await makePerson(stage.staff.tenantId, { role: 'admin', name: 'T. Hird' })
    expect(valueOf(await previewCampaign(stage.staff.admin, stage.plan({ stages: 3 })))).toMatchObject({ uncertifiable: 0 })
    const campaign = await stage.launched({ stages: 3 })
    valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'keep'))
    valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
    const agree = async (by: TestPerson) => {
      const item = await stage.oneOf(campaign, by)
      return certifyItem(by, { itemId: item.id, version: item.version, digest: item.document, agree: true })
    }
    expect(valueOf(await myReviews(stage.second, {})).campaigns).toMatchObject([{ certify: 1 }])
    // The administrator wrote what is in force.
    expect(valueOf(await myReviews(stage.staff.admin, {})).campaigns).toEqual([])
    valueOf(await agree(stage.second))
    expect(await stage.oneOf(campaign, stage.second)).toMatchObject({ state: 'certify', certified: { by: { id: stage.second.id } }, may: { certify: false } })
    expect(await agree(stage.second)).toMatchObject({ refusal: { code: 'separated', rule: 'the_certifier_is_another' } })
    expect(valueOf(await myReviews(stage.second, {})).campaigns).toEqual([])
    valueOf(await agree(third))
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'final', certified_again: { by: { id: third.id } } })
  })

  it('brings back what was decided in haste, once, and then asks for a second person', async () => {
    for (let n = 0; n < 10; n++) await stage.agentInForce()
    const campaign = await stage.launched({ second_look: true })
    const inHaste = async () => {
      for (const item of await stage.itemsOf(campaign)) if (item.state === 'open') valueOf(await stage.decide(stage.staff.owner, item, 'keep'))
      // A second apart, however long this machine took.
      await stage.asOwner(`update review_item i set decided_at = now() + make_interval(secs => s.n) from (select id, row_number() over (order by id) as n from review_item where campaign_id = $1 and state = 'decided') s where s.id = i.id`, campaign.id)
      return valueOf(await stage.submit(stage.staff.owner, ...(await stage.itemsOf(campaign)).filter(({ state }) => state === 'decided')))
    }
    expect(await inHaste()).toMatchObject({ items: 0, second_look: 10 })
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'open', second_look: '10 decisions in 9 s', decision: null })
    expect(await inHaste()).toMatchObject({ items: 10, second_look: 0 })
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'certify', second: { needed: true, why: 'decided in haste twice' } })
  })
})

describe('asking', () => {
  it('waits for whoever knows, shows the answer to whoever decides, and lets nobody else answer', async () => {
    const agentId = await stage.agentInForce()
    await makeMandate(stage.staff, agentId as never, stage.staff.analyst.id)
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    expect(item.askable.map(({ id, why }) => [id, why])).toEqual(expect.arrayContaining([[stage.staff.admin.id, 'asked for what it has'], [stage.staff.analyst.id, 'asked for what it has']]))
    const ask = (by: TestPerson, of: string, version = item.version) => askAbout(by, { itemId: item.id, version, of, question: 'what is it for?' })
    expect(await ask(stage.staff.admin, stage.staff.analyst.id)).toMatchObject({ refusal: { code: 'separated' } })
    expect(await ask(stage.staff.owner, stage.staff.auditor.id)).toMatchObject({ refusal: { code: 'invalid', fields: { of: expect.anything() } } })
    valueOf(await ask(stage.staff.owner, stage.staff.analyst.id))
    const waiting = await stage.oneOf(campaign)
    expect(waiting).toMatchObject({ may: { decide: false, ask: false }, questions: [{ of: { id: stage.staff.analyst.id }, answer: null, may: { answer: false, withdraw: true } }] })
    expect(await stage.decide(stage.staff.owner, waiting, 'keep')).toMatchObject({ refusal: { code: 'wrong_state', state: 'waiting_for_an_answer' } })
    expect(valueOf(await myReviews(stage.staff.analyst, {}))).toMatchObject({ items: 1, campaigns: [{ answer: 1, decide: 0 }] })
    const questionId = waiting.questions[0]?.id
    expect(await answerQuestion(stage.staff.owner, { questionId, answer: 'I ask and answer' })).toMatchObject({ refusal: { code: 'separated', rule: 'only_who_was_asked_answers' } })
    expect(await withdrawQuestion(stage.staff.analyst, { questionId })).toMatchObject({ refusal: { code: 'separated' } })
    valueOf(await answerQuestion(stage.staff.analyst, { questionId, answer: 'for the month end' }))
    expect(await answerQuestion(stage.staff.analyst, { questionId, answer: 'another one' })).toMatchObject({ refusal: { code: 'wrong_state', state: 'answered' } })
    expect(await stage.decide(stage.staff.owner, waiting, 'keep')).toMatchObject({ refusal: { code: 'conflict' } })
    const answered = await stage.oneOf(campaign)
    expect(answered).toMatchObject({ may: { decide: true }, questions: [{ answer: 'for the month end' }] })
    valueOf(await ask(stage.staff.owner, stage.staff.admin.id, answered.version))
    valueOf(await withdrawQuestion(stage.staff.owner, { questionId: (await stage.oneOf(campaign)).questions[1]?.id }))
    valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'keep'))
    const said = (await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action.startsWith('reviews.') && result === 'ok').map(({ action }) => action)
    expect(said).toEqual(expect.arrayContaining(['reviews.item.ask', 'reviews.question.answer', 'reviews.question.withdraw']))
  })

  it('keeps to somebody who did not ask for it, where the review says so', async () => {
    await stage.agentInForce()
    const campaign = await stage.launched({ independence: 'strict', fallback: stage.second.id })
    const item = await stage.oneOf(campaign)
    const give = (to: string) => reassignItem(stage.staff.owner, { itemId: item.id, version: item.version, to, note: 'knows it better' })
    // The administrator wrote what is in force.
    expect(item.requesters).toContain(stage.staff.admin.id)
    expect(await give(stage.staff.admin.id)).toMatchObject({ refusal: { code: 'separated', rule: 'nobody_reviews_what_they_asked_for' } })
    valueOf(await give(stage.second.id))
    await makeAgent(stage.staff, { name: stage.nextName(), tools: stage.tools('read') })
    const again = valueOf(await previewCampaign(stage.staff.admin, stage.plan({ independence: 'strict', fallback: stage.second.id })))
    expect(again).toMatchObject({ agents: 2, fallback: 1 })
  })
})
