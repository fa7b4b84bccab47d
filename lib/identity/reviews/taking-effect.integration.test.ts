import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { verifyPack, writePack } from '@/lib/evidence'
import { newId } from '@/lib/kernel/ids'
import { makeStaff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeHops, makeMandate } from '@/lib/testing/hops'
import { standing } from '@/lib/testing/oauth-agent'
import { entriesOf, type TestPerson } from '@/lib/testing/people'
import { makeReviewStage, type ReviewStage, valueOf } from '@/lib/testing/reviews'
import { startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { reviewAttempts } from '@/lib/testing/review-attempts'
import { noteSigner } from '@/lib/tlog'
import { publishCheckpoints, sequence } from '../ledger'
import { getAgent, reviseAgent } from '../registry'
import { agentReviews, applyReviews, certifyItem, decideItems, endReviews, getCampaign, getItem, listItems, myReviews, packReview, retryItem, type AccessProbe } from '.'
import type { ReviewItemView } from './contract'
import { findItem } from './internal/find-item'
import { csvLineOf } from './internal/pack-texts'
import { takeEffect } from './internal/take-effect'

const database = await testDatabase()
let stage: ReviewStage
/** What was taken away is tried at the real authorization server, and at the points that are rows of this database. */
let server: AuthorizationServer
let attempt: AccessProbe

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  server = await startAuthorizationServer()
  attempt = await reviewAttempts(server)
})
afterAll(async () => {
  await server?.close()
  await closeDatabase()
})
beforeEach(async () => {
  stage = await makeReviewStage(database.ownerUrl)
})

describe('taking effect', () => {
  it('reduces through the registry, ends what was broader, and proves it', async () => {
    const agentId = await stage.agentInForce()
    await stage.used(agentId, 'read', 3)
    const mandateId = await makeMandate(stage.staff, agentId as never, stage.staff.analyst.id)
    await makeHops(stage.staff, [{ mandateId, path: [agentId as never], scopes: [stage.scope('read'), stage.scope('write')] }])
    const campaign = await stage.launched()
    const asked = await stage.oneOf(campaign)
    const reduce = (keeps: string[]) => decideItems(stage.staff.owner, { campaignId: campaign.id, items: [{ id: asked.id, version: asked.version, document: asked.document }], decision: 'reduce', keeps })
    expect(await reduce([stage.scope('write')])).toMatchObject({ refusal: { code: 'invalid', fields: { decision: expect.stringContaining('nothing to reduce') } } })
    expect(await reduce([stage.scope('read')])).toMatchObject({ refusal: { code: 'invalid', fields: { keeps: expect.anything() } } })
    valueOf(await reduce([]))
    valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
    // A mandate may say more than the document: what it asks for by itself is refused all the same.
    await standing(stage.staff, { id: agentId } as never, [stage.scope('read'), stage.scope('write')])
    await applyReviews(attempt)
    const { burn_down } = valueOf(await getCampaign(stage.staff.admin, { campaignId: campaign.id }))
    expect([burn_down.at(0)?.left, burn_down.at(-1)?.left]).toEqual([1, 0])
    const item = await stage.oneOf(campaign)
    expect(item.effect).toMatchObject({ state: 'applied', detail: null, probe: { checks: [{ check: 'document', ok: true }, { check: 'tokens', ok: true }, { check: 'Token endpoint', ok: true, detail: expect.stringContaining('write: refused, its document allows none of it') }] } })
    const agent = valueOf(await getAgent(stage.staff.admin, { agentId }))
    expect(agent.document.tools.map(({ tool_id }) => tool_id)).toEqual(['read'])
    expect(agent.revision).toMatchObject({ number: 2, approved_by: stage.staff.owner.name })
    await applyReviews(attempt)
    expect(valueOf(await getAgent(stage.staff.admin, { agentId })).revisions).toHaveLength(2)
    expect(valueOf(await agentReviews(stage.staff.admin, { agentId })).items).toMatchObject([{ by: stage.staff.owner.name, decision: 'reduce', outcome_by: 'review' }])
  })

  it('is done once, though whoever did it was killed before it could say so', async () => {
    const agentId = await stage.agentInForce()
    const campaign = await stage.launched()
    valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'remove', 'nobody uses it'))
    const decided = await stage.oneOf(campaign)
    valueOf(await stage.submit(stage.staff.owner, decided))
    const found = await read(stage.staff.tenantId, (tx) => findItem(tx, stage.staff.tenantId, decided.id))
    if (!found) throw new Error('no item')
    expect(await takeEffect(stage.staff.tenantId, found)).toMatchObject({ ok: true })
    await hotTransaction(stage.staff.tenantId, (client) => client.query(`update review_item set claimed_at = now() - interval '5 minutes' where id = $1`, [decided.id]))
    await Promise.all([applyReviews(attempt), applyReviews(attempt)])
    expect(await stage.ordersFor(agentId)).toBe(1)
    expect(valueOf(await getItem(stage.staff.owner, { itemId: decided.id })).findings).toMatchObject([{ kind: 'order', what: expect.stringContaining('suspend'), open: true }])
    expect(await stage.oneOf(campaign)).toMatchObject({ agent: { status: 'suspended' }, effect: { state: 'applied', probe: { checks: expect.arrayContaining([{ check: 'Token endpoint', ok: true, detail: 'asked for a token: refused, it is no client while it is stopped' }]) } } })
    expect((await entriesOf(stage.staff.tenantId)).filter(({ action }) => action === 'reviews.item.apply')).toHaveLength(1)
    await expect(hotTransaction(stage.staff.tenantId, (client) => client.query(`update review_item set decision = 'keep' where id = $1`, [decided.id]))).rejects.toThrow(/does not change/)
  })

  it('is proved by trying: whoever lets the agent in, or gives no answer, proves nothing, and is tried again when asked', async () => {
    const agentId = await stage.agentInForce()
    await stage.used(agentId, 'read', 3)
    /** A point that does not look at what a token may, until it does. */
    let answer: { status: number; reason?: string } = { status: 200 }
    const called: string[] = []
    const door = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        called.push(JSON.parse(body).params.name)
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.reason ? { error: { data: { reason: answer.reason } } } : { result: {} }))
      })
    })
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
    const point = newId()
    const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
    await stage.asOwner(`insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint, last_lease_at) values ($1, $2, 'Gateway of the test', $3, '{}', $4, now() + interval '1 hour')`, point, stage.staff.tenantId, url, point)
    try {
      const campaign = await stage.launched()
      valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'reduce'))
      valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
      await applyReviews(attempt)
      const found = await stage.oneOf(campaign)
      expect(found.effect).toMatchObject({ state: 'failed', detail: expect.stringContaining('write: not refused') })
      answer = { status: 500 }
      valueOf(await retryItem(stage.staff.admin, { itemId: found.id, version: found.version }))
      await applyReviews(attempt)
      expect((await stage.oneOf(campaign)).effect).toMatchObject({ state: 'failed', detail: expect.stringContaining('answered 500') })
      answer = { status: 403, reason: 'scope' }
      valueOf(await retryItem(stage.staff.admin, { itemId: found.id, version: (await stage.oneOf(campaign)).version }))
      await applyReviews(attempt)
      expect((await stage.oneOf(campaign)).effect).toMatchObject({ state: 'applied', probe: { checks: expect.arrayContaining([{ check: 'Gateway of the test', ok: true, detail: expect.stringContaining('write: refused, its authority does not have it') }]) } })
      // No session was opened, so that nothing could be done; the key that it was tried with is none any more, and no page lists it.
      expect(called).toEqual(['write', 'write', 'write'])
      expect(valueOf(await getAgent(stage.staff.admin, { agentId })).credentials.map(({ revoked_at }) => revoked_at)).toEqual([null])
      const { rows } = await hotTransaction(stage.staff.tenantId, (client) => client.query<{ ended: boolean }>(`select bool_and(revoked_at is not null) as ended from agent_key where agent_id = $1 and created_by = 'reviews.apply.probe'`, [agentId]))
      expect(rows).toEqual([{ ended: true }])
    } finally {
      door.closeAllConnections()
      door.close()
      await stage.asOwner('update enforcement_point set revoked_at = now() where id = $1', point)
    }
  })

  it('settles what nobody answered by the campaign’s own rule, once', async () => {
    const agentId = await stage.agentInForce()
    const campaign = await stage.launched({ no_response: 'suspend' })
    await stage.makeDue(campaign)
    await Promise.all([endReviews(), endReviews()])
    await applyReviews(attempt)
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'final', outcome_by: 'no_response', decision: { what: 'remove', by: null }, effect: { state: 'applied' } })
    expect(await stage.ordersFor(agentId)).toBe(1)
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId: campaign.id }))).toMatchObject({ state: 'over', progress: { no_response: 1, applied: 1 } })
    expect((await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action === 'reviews.campaign.run_out' && result === 'ok')).toHaveLength(1)
    expect(valueOf(await agentReviews(stage.staff.admin, { agentId })).items).toMatchObject([{ by: null, outcome_by: 'no_response' }])
  })

  it('escalates what nobody answered to the reviewer’s manager, once, and suspends what they do not answer either', async () => {
    const [silent, other, kept] = [await stage.agentInForce(), await stage.agentInForce(), await stage.agentInForce()]
    const [submitted, undone] = [await stage.agentInForce(), await stage.agentInForce()]
    const { owner, admin } = stage.staff
    // What is decided on these needs a second person.
    await stage.asOwner(`update agent set risk_level = 'high' where id = any($1)`, [submitted, undone])
    await stage.asOwner('update person set manager_id = $1 where id = $2', stage.second.id, owner.id)
    const campaign = await stage.launched({ no_response: 'escalate' })
    expect(campaign).toMatchObject({ escalated_at: null, check: { loses: { agents: 5 } } })
    const item = async (agentId: string, by = owner) => (await stage.itemsOf(campaign, by)).find(({ agent }) => agent.id === agentId) as ReviewItemView
    for (const agentId of [kept, submitted, undone]) valueOf(await stage.decide(owner, await item(agentId), 'keep'))
    valueOf(await stage.submit(owner, await item(submitted)))
    await stage.asOwner(`update review_campaign set launched_at = now() - interval '10 days' where id = $1`, campaign.id)
    await stage.makeDue(campaign)
    await Promise.all([endReviews(), endReviews()])
    const now = async () => valueOf(await getCampaign(admin, { campaignId: campaign.id }))
    const first = await now()
    expect(first).toMatchObject({ state: 'running', escalated_at: expect.any(String), progress: { no_response: 0, final: 1, certify: 1, when_due: 1 } })
    // Half of its own ten days.
    expect(Math.round((Date.parse(first.due_at) - Date.parse(first.escalated_at ?? '')) / 3_600_000)).toBe(120)
    for (const agentId of [silent, other, undone]) expect(await item(agentId)).toMatchObject({ state: 'open', decision: null, reviewer: { id: stage.second.id }, escalated_at: first.escalated_at, outcome_by: null })
    expect(await item(kept)).toMatchObject({ state: 'final', outcome_by: 'review', submitted_when_due: true })
    const waiting = await item(submitted, stage.second)
    expect(waiting).toMatchObject({ state: 'certify', reviewer: { id: owner.id }, escalated_at: null, decision: { what: 'keep' }, may: { certify: true } })
    expect(valueOf(await myReviews(stage.second, {})).campaigns).toMatchObject([{ id: campaign.id, decide: 3, certify: 1, soon: false }])
    const entries = async () => (await entriesOf(stage.staff.tenantId)).filter(({ action, result }) => action === 'reviews.campaign.run_out' && result === 'ok')
    expect(csvLineOf(await item(silent)).trim().endsWith(`,${first.escalated_at}`)).toBe(true)
    const [escalated] = await entries()
    expect(escalated?.detail).toMatchObject({ no_response: 'escalate', items: 0, dropped: 1, due_at: first.due_at, escalated: [{ to: stage.second.id, as: 'manager', items: expect.arrayContaining([(await item(silent)).id, (await item(undone)).id]) }] })
    const told = await read(stage.staff.tenantId, (tx) => tx.outbox.findMany({ where: { tenantId: stage.staff.tenantId, topic: 'review.assigned' } }))
    expect(told.map(({ key }) => key)).toEqual([`${campaign.id}:escalated`])

    // Looked at again, nothing moves; and nobody but its escalation moves when it is due.
    const before = await stage.itemsOf(campaign)
    await endReviews()
    expect([await stage.itemsOf(campaign), (await entries()).length, (await now()).due_at]).toEqual([before, 1, first.due_at])
    await expect(hotTransaction(stage.staff.tenantId, (client) => client.query(`update review_campaign set due_at = due_at + interval '1 day' where id = $1`, [campaign.id]))).rejects.toThrow(/moves once/)

    expect(await stage.decide(owner, await item(other), 'keep')).toMatchObject({ refusal: { code: 'separated' } })
    valueOf(await stage.decide(stage.second, await item(other, stage.second), 'keep'))
    valueOf(await stage.submit(stage.second, await item(other, stage.second)))
    valueOf(await certifyItem(stage.second, { itemId: waiting.id, version: waiting.version, digest: waiting.document, agree: true }))
    await stage.makeDue(campaign)
    await Promise.all([endReviews(), endReviews()])
    await applyReviews(attempt)
    for (const agentId of [silent, undone]) expect(await item(agentId)).toMatchObject({ state: 'final', outcome_by: 'no_response', decision: { what: 'remove', by: null }, effect: { state: 'applied' } })
    for (const agentId of [other, submitted]) expect(await item(agentId)).toMatchObject({ state: 'final', outcome_by: 'review', decision: { what: 'keep' } })
    expect([await stage.ordersFor(silent), await stage.ordersFor(undone), await stage.ordersFor(other)]).toEqual([1, 1, 0])
    expect(await now()).toMatchObject({ state: 'over', escalated_at: first.escalated_at, progress: { no_response: 2, applied: 5 } })
    const [, settled, ...more] = await entries()
    expect(more).toEqual([])
    expect(settled?.detail).toMatchObject({ no_response: 'escalate', items: 2 })
    expect(settled?.detail).not.toHaveProperty('escalated')
  })

  it('escalates to the fallback where there is no such manager, of a strict review to nobody who asked for it, and suspends at once what nobody else may review', async () => {
    const { owner, admin } = stage.staff
    const alone = await stage.agentInForce()
    const campaign = await stage.launched({ no_response: 'escalate', fallback: stage.second.id })
    await stage.makeDue(campaign)
    await endReviews()
    expect(await stage.oneOf(campaign)).toMatchObject({ state: 'open', reviewer: { id: stage.second.id } })
    // Whoever had it is not asked once more.
    const own = await stage.launched({ no_response: 'escalate', fallback: owner.id })
    await stage.makeDue(own)
    await endReviews()
    expect(await stage.oneOf(own)).toMatchObject({ state: 'final', outcome_by: 'no_response', decision: { what: 'remove' } })
    expect(valueOf(await getCampaign(admin, { campaignId: own.id }))).toMatchObject({ state: 'over', escalated_at: null })

    // The administrator wrote what is in force, and is the owner's manager.
    await stage.asOwner('update person set manager_id = $1 where id = $2', admin.id, owner.id)
    const strict = await stage.launched({ no_response: 'escalate', independence: 'strict', fallback: stage.second.id })
    const both = await stage.launched({ no_response: 'escalate', independence: 'strict', fallback: admin.id })
    const loose = await stage.launched({ no_response: 'escalate', fallback: stage.second.id })
    for (const each of [strict, both, loose]) await stage.makeDue(each)
    await endReviews()
    expect(await stage.oneOf(strict)).toMatchObject({ state: 'open', reviewer: { id: stage.second.id }, second: { needed: false } })
    expect(await stage.oneOf(both)).toMatchObject({ agent: { id: alone }, state: 'final', decision: { what: 'remove', by: null } })
    expect(await stage.oneOf(loose)).toMatchObject({ state: 'open', reviewer: { id: admin.id }, second: { needed: true } })
  })

  it('goes on escalating where a killed process was, and gives nothing on twice', async () => {
    const [done] = [await stage.agentInForce(), await stage.agentInForce(), await stage.agentInForce()]
    const campaign = await stage.launched({ no_response: 'escalate', fallback: stage.second.id })
    await stage.makeDue(campaign)
    // As after a first part: this one went on, to somebody else than now would have it, and the campaign is still due.
    await stage.asOwner(`update review_item set escalated_at = now() - interval '1 minute', reviewer_id = $1, version = 2 where campaign_id = $2 and agent_id = $3`, stage.staff.analyst.id, campaign.id, done)
    expect(await stage.decide(stage.staff.analyst, (await stage.itemsOf(campaign)).find(({ agent }) => agent.id === done) as ReviewItemView, 'keep')).toMatchObject({ refusal: { code: 'wrong_state', state: 'past_its_due_date' } })
    await Promise.all([endReviews(), endReviews()])
    const items = await stage.itemsOf(campaign)
    expect(items.find(({ agent }) => agent.id === done)).toMatchObject({ version: 2, reviewer: { id: stage.staff.analyst.id } })
    expect(items.filter(({ agent }) => agent.id !== done)).toMatchObject([{ version: 2, reviewer: { id: stage.second.id } }, { version: 2, reviewer: { id: stage.second.id } }])
    expect(valueOf(await getCampaign(stage.staff.admin, { campaignId: campaign.id }))).toMatchObject({ state: 'running', escalated_at: expect.any(String) })
  })

  it('[46] leaves as a signed pack that verifies, and not once anything in it is another', async () => {
    const signer = noteSigner('log.test/log/reviews', Buffer.alloc(32, 7))
    const pack = (by: TestPerson, campaign: { id: string }) => packReview({ issuer: 'https://issuer.test', signerOf: () => signer })(by, { campaignId: campaign.id })
    await stage.agentInForce()
    await stage.agentInForce()
    const campaign = await stage.launched({ no_response: 'suspend' })
    valueOf(await stage.decide(stage.staff.owner, await stage.oneOf(campaign), 'reduce'))
    valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
    expect(await pack(stage.staff.auditor, campaign)).toMatchObject({ refusal: { code: 'conflict', detail: expect.stringContaining('1 of its items') } })
    await stage.makeDue(campaign)
    await endReviews()
    await applyReviews(attempt)
    await expect.poll(async () => (await sequence(), await publishCheckpoints(() => signer), (await pack(stage.staff.auditor, campaign)).ok), { timeout: 60_000 }).toBe(true)
    const parts: Uint8Array[] = []
    for await (const part of valueOf(await pack(stage.staff.auditor, campaign)).write()) parts.push(part)
    const zip = Buffer.concat(parts)
    expect(await verifyPack(zip, [signer.vkey])).toMatchObject({ ok: true, value: { manifest: { review: { id: campaign.id, items: 2 } } } })
    expect(await verifyPack(zip, [])).toMatchObject({ fault: { code: 'unknown_key' } })
    const { 'summary.pdf': pdf = new Uint8Array(), ...texts } = unzipSync(zip)
    const { 'pack.json': said, ...files } = Object.fromEntries(Object.entries(texts).map(([name, bytes]) => [name, strFromU8(bytes)]))
    const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: true })
    for (const item of valueOf(await listItems(stage.staff.admin, { campaignId: campaign.id, show: 'all' })).items) expect(text.replace(/\s/g, '')).toContain(item.agent.name)
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
    const agentId = await stage.agentInForce()
    const campaign = await stage.launched()
    const item = await stage.oneOf(campaign)
    valueOf(await stage.decide(stage.staff.owner, item, 'reduce'))
    const agent = valueOf(await getAgent(stage.staff.admin, { agentId }))
    valueOf(await reviseAgent(stage.staff.admin, { agentId, document: { ...agent.document, version: '2' }, base: agent.revision.digest }))
    valueOf(await stage.submit(stage.staff.owner, await stage.oneOf(campaign)))
    await applyReviews(attempt)
    expect((await stage.oneOf(campaign)).effect).toMatchObject({ state: 'failed', detail: expect.stringContaining('draft') })
    expect(valueOf(await getItem(stage.staff.owner, { itemId: item.id })).findings).toMatchObject([{ kind: 'not_applied', what: campaign.name, open: true }])
    const strangers = await makeStaff()
    expect(await getCampaign(strangers.admin, { campaignId: campaign.id })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await certifyItem(strangers.admin, { itemId: item.id, version: 1, digest: item.document, agree: true })).toMatchObject({ refusal: { code: 'not_found' } })
    expect(await listItems(strangers.admin, { campaignId: newId() })).toMatchObject({ refusal: { code: 'not_found' } })
  })
})
