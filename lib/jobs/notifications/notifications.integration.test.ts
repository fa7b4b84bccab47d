import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { publish, publishAgentEventOnce } from '@/lib/db/outbox'
import { transaction } from '@/lib/db/transaction'
import { halt, requestHalt, previewHalt } from '@/lib/identity/containment'
import { addWebhook, collect, getNotificationSettings, myNotifications, remind, removeMailServer, removeWebhook, retryDelivery, setMailServer, setPreference, setZone, testMail, testWebhook } from '@/lib/identity/notifications'
import { requestTransfer } from '@/lib/identity/registry'
import { answerQuestion, askAbout, certifyItem, decideItems, endReviews, launchCampaign, listItems, previewCampaign, submitItems } from '@/lib/identity/reviews'
import { ok } from '@/lib/kernel/result'
import { deriveNotificationKey } from '@/lib/secrets/derive'
import { notificationSecrets } from '@/lib/secrets/notification-secrets'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { mailCatcher, type Caught } from '@/lib/testing/mail-catcher'
import { entriesOf, makePerson, type TestPerson } from '@/lib/testing/people'
import { drainOutbox } from '../outbox'
import { sweep } from '../sweep'
import { sendDue, type NotifyRules } from './keep-notifying'

const database = await testDatabase()
const PASSWORD = 'a password that nobody sees'
const secrets = notificationSecrets(deriveNotificationKey(database.keyEncryptionKey))
const mail = await mailCatcher({ user: 'lanyard', password: PASSWORD })
const rules: NotifyRules = { ...secrets, innerNetworks: true, consoleUrl: 'https://console.test', ca: mail.ca }
let staff: Staff
let second: TestPerson

type Call = { headers: Record<string, string | string[] | undefined>; body: string }
const calls: Call[] = []
const statuses: number[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(statuses.shift() ?? 204).end()
  })
})
let url: string

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/told?token=in-the-query`
})
afterAll(async () => {
  receiver.close()
  await mail.close()
  await closeDatabase()
})
beforeEach(async () => {
  staff = await makeStaff()
  second = await makePerson(staff.tenantId, { role: 'admin', name: 'S. Econd' })
  mail.caught.length = mail.answers.length = calls.length = statuses.length = 0
})

type Done<T> = { ok: true; value: T } | { ok: false; refusal: unknown }
const valueOf = <T>(result: Done<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
/** With the worker's own role, which is what it has in an installation. */
async function asWorker<T>(work: () => Promise<T>): Promise<T> {
  await closeDatabase()
  openDatabase(database.workerUrl)
  try {
    return await work()
  } finally {
    await closeDatabase()
    openDatabase(database.authorityUrl)
  }
}
async function asOwner(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql, values)
  await client.end()
  return rows
}
/** What the worker does in a while, at once; `rounds` of sending, the later ones without waiting for their time. */
const work = (rounds = 1) =>
  asWorker(async () => {
    expect((await drainOutbox()).failed).toBe(0)
    await remind()
    await collect({ afterSeconds: 0 })
    for (let round = 0; round < rounds; round++) {
      await sendDue(rules)
      await asOwner(`update notification_delivery set next_at = now() where state = 'waiting'`)
    }
  })
const server = { host: 'localhost', port: mail.port, security: 'starttls', username: 'lanyard', password: PASSWORD, sender: 'lanyard@company.test' } as const
const withMail = async () => valueOf(await setMailServer(secrets)(staff.admin, server))
const settings = async () => valueOf(await getNotificationSettings(staff.admin, {}))
const to = (person: TestPerson): Caught[] => mail.caught.filter((one) => one.to.includes(person.email))
async function launched(name: string, over: Record<string, unknown> = {}) {
  const plan = { name, due_at: new Date(Date.now() + 7 * 86_400_000).toISOString(), fallback: staff.admin.id, ...over }
  const check = valueOf(await previewCampaign(staff.admin, plan))
  return valueOf(await launchCampaign(staff.admin, { ...plan, snapshot: check.snapshot }))
}

describe('e-mail', () => {
  it('goes encrypted, signed in with a password that is sealed, to whoever asks for a test', async () => {
    expect(await withMail()).toMatchObject({ host: 'localhost', password: true, security: 'starttls' })
    valueOf(await testMail(staff.admin, {}))
    await work()
    expect(to(staff.admin)).toMatchObject([{ encrypted: true, user: 'lanyard', from: 'lanyard@company.test', subject: 'A test from Lanyard' }])
    expect(await settings()).toMatchObject({ dead: 0, deliveries: [{ channel: 'email', to: { name: staff.admin.name }, kinds: [], state: 'sent', attempts: 1, problem: null }] })
    const kept = JSON.stringify([await settings(), await entriesOf(staff.tenantId), await asOwner('select * from mail_server')])
    expect(kept).not.toContain(PASSWORD)
    // The sealed password goes to no other server, and nothing goes out in the clear.
    expect(await setMailServer(secrets)(staff.admin, { ...server, password: undefined, host: 'elsewhere.test' })).toMatchObject({ refusal: { code: 'invalid', fields: { password: expect.stringContaining('again') } } })
    expect(await setMailServer(secrets)(staff.admin, { host: 'mail.test', port: 25, security: 'none', sender: server.sender })).toMatchObject({ refusal: { fields: { security: expect.any(String) } } })
    expect(await setMailServer(secrets)(staff.admin, { ...server, password: undefined, sender: 'other@company.test' })).toMatchObject({ ok: true, value: { password: true } })
    valueOf(await removeMailServer(staff.admin, {}))
    expect(await testMail(staff.admin, {})).toMatchObject({ refusal: { code: 'not_found' } })
  })

  it('goes encrypted from the first byte, where the server says so, and to no other by its name', async () => {
    const submissions = await mailCatcher({ user: 'lanyard', password: PASSWORD, secure: true })
    try {
      valueOf(await setMailServer(secrets)(staff.admin, { ...server, port: submissions.port, security: 'tls' }))
      valueOf(await testMail(staff.admin, {}))
      // Its certificate is its own, and trusted only where that is said.
      await work()
      expect(await settings()).toMatchObject({ deliveries: [{ state: 'waiting', problem: expect.stringContaining('certificate is not trusted') }] })
      expect(submissions.caught).toEqual([])
      await asWorker(() => sendDue({ ...rules, ca: submissions.ca }))
      expect(submissions.caught).toMatchObject([{ encrypted: true, user: 'lanyard', subject: 'A test from Lanyard' }])
    } finally {
      await submissions.close()
    }
  })

  it('is written in its reader’s zone, and in UTC where nobody has said', async () => {
    await withMail()
    await makeAgent(staff, { name: 'zoned', sponsor: staff.admin.email })
    expect(await setZone(staff.owner, { zone: 'Europe/Nowhere' })).toMatchObject({ refusal: { code: 'invalid', fields: { zone: expect.any(String) } } })
    valueOf(await setZone(staff.owner, { zone: 'Asia/Kolkata' }))
    expect(valueOf(await myNotifications(staff.owner, {}))).toMatchObject({ zone: 'Asia/Kolkata' })
    await launched('The zoned review', { due_at: new Date(Date.now() + 86_400_000).toISOString() })
    await work()
    expect(to(staff.owner).at(-1)?.text).toMatch(/by \d{4}-\d\d-\d\d \d\d:\d\d Asia\/Kolkata\./)
    valueOf(await setZone(staff.owner, { zone: null }))
    expect(valueOf(await myNotifications(staff.owner, {}))).toMatchObject({ zone: null })
  })

  it('tells those who have something to do, and nobody else, in one message for what comes together', async () => {
    await withMail()
    const { agent } = await makeAgent(staff, { name: 'inv-bot', sponsor: staff.admin.email })
    const [first] = [await launched('The first review'), await launched('The second review')]
    await work()
    expect(mail.caught).toHaveLength(1)
    const [digest] = to(staff.owner)
    expect(digest).toMatchObject({ subject: '2 things wait for you' })
    expect(digest?.text).toContain('“The first review” has one item for you')
    expect(digest?.text).toContain(`https://console.test/reviews/${first.id}`)
    expect(digest?.text).toMatch(/by \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    // Whoever is asked, and whoever asked.
    const [item] = valueOf(await listItems(staff.owner, { campaignId: first.id })).items
    const asked = valueOf(await askAbout(staff.owner, { itemId: item?.id, version: item?.version, of: staff.admin.id, question: 'Is it still in use?' }))
    await work()
    expect(to(staff.admin)).toMatchObject([{ subject: 'You are asked about an agent' }])
    valueOf(await answerQuestion(staff.admin, { questionId: asked.changes[0]?.questions[0]?.id, answer: 'Yes, every day' }))
    await work()
    expect(to(staff.owner).at(-1)).toMatchObject({ subject: 'A question of yours was answered' })
    mail.caught.length = 0
    valueOf(await requestTransfer(staff.admin, { agentIds: [agent.id], role: 'owner', to: staff.analyst.id, reason: 'it is theirs' }))
    await work()
    await work()
    expect(mail.caught).toMatchObject([{ to: [staff.analyst.email], subject: 'An agent is offered to you' }])
  })

  it('tells those who may certify, in time, and whoever answers for the agent not', async () => {
    await withMail()
    for (const name of ['hers', 'theirs', 'another']) await makeAgent(staff, { name, sponsor: name === 'hers' ? second.email : staff.owner.email })
    const { id: campaignId } = await launched('A review in two stages', { stages: 2 })
    await work()
    mail.caught.length = 0
    const items = async () => valueOf(await listItems(staff.owner, { campaignId })).items
    const submit = async (name: string) => {
      const mine = (await items()).filter(({ agent }) => agent.name === name)
      valueOf(await decideItems(staff.owner, { campaignId, items: mine.map(({ id, version, document }) => ({ id, version, document })), decision: 'keep' }))
      valueOf(await submitItems(staff.owner, { campaignId, items: (await items()).filter(({ agent }) => agent.name === name).map(({ id, version }) => ({ id, version })) }))
    }
    const told = () => mail.caught.map((one) => [one.to[0], one.subject])
    await submit('hers')
    await work()
    expect(told()).toEqual([[staff.admin.email, 'Decisions of a review wait for a second person']])
    expect(mail.caught[0]?.text).toContain(`https://console.test/reviews/${campaignId}?show=certify`)
    // The next of them is for both; whoever was told, and has not looked yet, is not told again.
    await submit('theirs')
    await work()
    expect(told().slice(1)).toEqual([[second.email, 'Decisions of a review wait for a second person']])
    const waiting = (await items()).find(({ agent }) => agent.name === 'theirs')
    valueOf(await certifyItem(second, { itemId: waiting?.id, version: waiting?.version, digest: waiting?.document, agree: true }))
    await submit('another')
    await work()
    expect(told().slice(2)).toEqual([[second.email, 'Decisions of a review wait for a second person']])
  })

  it('reminds once before a review is due, and escalates once', async () => {
    await withMail()
    await makeAgent(staff, { name: 'late-bot' })
    const campaign = await launched('A late review')
    await work()
    mail.caught.length = 0
    await asOwner(`update review_campaign set launched_at = now() - interval '80 hours', due_at = now() + interval '20 hours' where id = $1`, campaign.id)
    await work()
    await work()
    expect(mail.caught).toMatchObject([{ to: [staff.owner.email], subject: 'Your items in a review are due soon' }])
    await asOwner(`update review_campaign set due_at = now() + interval '1 hour' where id = $1`, campaign.id)
    await work()
    await work()
    expect(mail.caught.slice(1)).toMatchObject([{ to: [staff.admin.email], subject: 'Somebody has not answered a review that you answer for' }])
    expect(mail.caught[1]?.text).toContain(staff.owner.name)
  })

  it('tells whoever has what was escalated, once, and reminds them anew', async () => {
    await withMail()
    for (const name of ['late-bot', 'later-bot']) await makeAgent(staff, { name })
    const campaign = await launched('An escalated review', { no_response: 'escalate', fallback: second.id })
    await work()
    await asOwner(`update review_campaign set launched_at = now() - interval '80 hours', due_at = now() - interval '1 second' where id = $1`, campaign.id)
    mail.caught.length = 0
    await endReviews()
    await work()
    await work()
    expect(mail.caught).toMatchObject([{ to: [second.email], subject: 'A review has items for you' }])
    expect(mail.caught[0]?.text).toContain('2 items')
    await asOwner(`update review_campaign set escalated_at = now() - interval '35 hours', due_at = now() + interval '5 hours' where id = $1`, campaign.id)
    await work()
    await work()
    expect(mail.caught.slice(1)).toMatchObject([{ to: [second.email], subject: 'Your items in a review are due soon' }])
  })

  it('of what concerns what agents are kept from cannot be switched off; the rest can', async () => {
    await withMail()
    const { agent } = await makeAgent(staff, { name: 'halted-bot' })
    expect(await setPreference(staff.owner, { kind: 'order_in_force', send: false })).toMatchObject({ refusal: { code: 'invalid' } })
    valueOf(await setPreference(staff.owner, { kind: 'review_opened', send: false }))
    expect(valueOf(await myNotifications(staff.owner, {}))).toMatchObject({ email: staff.owner.email, kinds: expect.arrayContaining([{ kind: 'review_opened', title: expect.any(String), email: false, always: false }]) })
    await launched('Not wanted')
    await work()
    expect(mail.caught).toEqual([])
    const preview = valueOf(await previewHalt(staff.admin, { grain: 'tenant' }))
    valueOf(await requestHalt(staff.admin, { grain: 'tenant', name: preview.target.name, reason: 'everything ran away' }))
    await work()
    expect(mail.caught).toMatchObject([{ to: [second.email], subject: 'A halt needs a second administrator' }])
    valueOf(await halt(staff.admin, { agentId: agent.id, grain: 'agent', reason: 'it ran away' }))
    await work()
    expect(mail.caught.slice(1)).toMatchObject([{ to: [staff.owner.email], subject: 'An order is in force on an agent of yours' }])
    expect(mail.caught[1]?.text).toContain('halted-bot')
  })

  it('is tried again as the same message, given up where that is no use, and tried anew when somebody says so', async () => {
    await withMail()
    mail.answers.push({ code: 451, text: 'come back later' })
    valueOf(await testMail(staff.admin, {}))
    await work()
    expect((await settings()).deliveries).toMatchObject([{ state: 'waiting', attempts: 1, problem: expect.stringContaining('come back later') }])
    await work()
    const [delivery] = (await settings()).deliveries
    expect(delivery).toMatchObject({ state: 'sent', attempts: 2, problem: null })
    expect(to(staff.admin).map(({ messageId }) => messageId)).toEqual([`<${delivery?.id}@console.test>`])
    mail.answers.push({ code: 550, text: 'no such mailbox' })
    valueOf(await testMail(staff.admin, {}))
    await work()
    const dead = await settings()
    expect(dead).toMatchObject({ dead: 1, deliveries: [{ state: 'dead', problem: expect.stringContaining('no such mailbox') }, {}] })
    expect(await retryDelivery(staff.admin, { deliveryId: delivery?.id })).toMatchObject({ refusal: { code: 'wrong_state' } })
    valueOf(await retryDelivery(staff.admin, { deliveryId: dead.deliveries[0]?.id }))
    await work()
    expect((await settings()).dead).toBe(0)
    expect(to(staff.admin)).toHaveLength(2)
    // Nobody tries for ever.
    valueOf(await setMailServer(secrets)(staff.admin, { ...server, password: 'another one' }))
    valueOf(await testMail(staff.admin, {}))
    await asOwner(`update notification_delivery set attempts = 9 where state = 'waiting'`)
    await work()
    expect((await settings()).deliveries[0]).toMatchObject({ state: 'dead', attempts: 10, problem: expect.stringContaining('refused the sign-in') })
  })

  it('[30] connects to no address that the operator has not allowed', async () => {
    await withMail()
    valueOf(await testMail(staff.admin, {}))
    await asWorker(() => sendDue({ ...rules, innerNetworks: false }))
    expect((await settings()).deliveries).toMatchObject([{ state: 'dead', problem: expect.stringContaining('inner network') }])
    expect(mail.caught).toEqual([])
  })
})

describe('a webhook', () => {
  it('is told what people are told, signed, by the same id each time, until it is removed', async () => {
    const added = valueOf(await addWebhook(secrets)(staff.admin, { name: 'chat', url, kinds: ['review_opened', 'order_in_force'] }))
    expect(added).toMatchObject({ url: expect.not.stringContaining('in-the-query'), secret: expect.stringMatching(/^whsec_/) })
    expect(JSON.stringify(await settings())).not.toContain(added.secret)
    expect(JSON.stringify(await asOwner('select * from notification_webhook'))).not.toContain(added.secret.slice(6))
    await makeAgent(staff, { name: 'inv-bot' })
    const campaign = await launched('A review')
    statuses.push(503)
    await work(2)
    expect(calls).toHaveLength(2)
    for (const { headers, body } of calls) {
      // As anybody verifies it: https://www.standardwebhooks.com.
      const expected = createHmac('sha256', Buffer.from(added.secret.slice('whsec_'.length), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${expected}`)
      expect(Math.abs(Date.now() / 1_000 - Number(headers['webhook-timestamp']))).toBeLessThan(300)
    }
    expect(calls[1]?.headers['webhook-id']).toBe(calls[0]?.headers['webhook-id'])
    expect(JSON.parse(calls[1]?.body ?? '')).toMatchObject({ type: 'notification', data: { notifications: [{ kind: 'review_opened', person: { id: staff.owner.id, name: staff.owner.name }, url: `https://console.test/reviews/${campaign.id}` }] } })
    expect(mail.caught).toEqual([])
    expect(await testWebhook(staff.owner, { webhookId: added.id })).toMatchObject({ refusal: { code: 'denied' } })
    const tested = valueOf(await testWebhook(staff.admin, { webhookId: added.id }))
    await work()
    expect(calls.splice(2).map(({ headers, body }) => [headers['webhook-id'], JSON.parse(body)])).toEqual([[tested.id, { type: 'test', timestamp: expect.any(String), data: { notifications: [] } }]])
    expect((await settings()).deliveries).toEqual(expect.arrayContaining([expect.objectContaining({ id: tested.id, channel: 'webhook', kinds: [], state: 'sent' })]))
    valueOf(await removeWebhook(staff.admin, { webhookId: added.id }))
    expect(await testWebhook(staff.admin, { webhookId: added.id })).toMatchObject({ refusal: { code: 'not_found' } })
    await launched('Another review')
    await work()
    expect(calls).toHaveLength(2)
    expect(await addWebhook(secrets)(staff.owner, { name: 'mine', url })).toMatchObject({ refusal: { code: 'denied' } })
  })
})

describe('the outbox', () => {
  it('is swept of what was carried out a month ago, and of nothing else', async () => {
    const agentId = (await makeAgent(staff, { name: 'inv-bot' })).agent.id
    await transaction(staff.tenantId, async (tx) => {
      for (const key of ['carried out', 'of late', 'waits']) await publish(tx, { tenantId: staff.tenantId, topic: 'drill.failed', key })
      return ok(await publishAgentEventOnce(tx, [{ tenantId: staff.tenantId, key: 'seen again and again', agentId, event: 'secret', because: 'a secret lies about' }]))
    })
    const keys = ['carried out', 'of late', 'seen again and again', 'waits']
    await asOwner(`update outbox set processed_at = now() - make_interval(days => case key when 'of late' then 29 else 31 end) where tenant_id = $1 and key = any($2) and key <> 'waits'`, staff.tenantId, keys)
    expect((await asWorker(sweep))['outbox']).toBe(1)
    expect((await asOwner('select key from outbox where tenant_id = $1 and key = any($2) order by key', staff.tenantId, keys)).map(({ key }) => key)).toEqual(keys.slice(1))
  })
})
