import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { halt, restore } from '@/lib/identity/containment'
import { withdrawMandate } from '@/lib/identity/delegation'
import { expireEvents, listReceivers, pauseReceiver, removeReceiver, resumeReceiver, verifyReceiver } from '@/lib/identity/signals'
import { sweep } from '@/lib/jobs/sweep'
import { keepTelling, pusher, tellDue, type SignalSettings } from '@/lib/processes/authority/signals'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { until } from '@/lib/testing/gateway'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { withProof } from '@/lib/testing/proofs'
import { SignalReceiver } from '@/lib/testing/signal-receiver'
import { chain, order, POLL, PUSH, pushed, signalTransmitter, subjects, told, type SignalTransmitter } from '@/lib/testing/signal-transmitter'
import { ssfRoutes } from './routes'

const database = await testDatabase()
const PATIENT = 60_000
let transmitter: SignalTransmitter
let issuer: string
let settings: SignalSettings

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  transmitter = await signalTransmitter(database)
  ;({ issuer, settings } = transmitter)
}, 60_000)
afterAll(async () => {
  await transmitter.close()
  await closeDatabase()
  expect(transmitter.faults).toEqual([])
})

const { added, streaming, look, agent } = {
  added: (staff: Staff, name: string) => transmitter.added(staff, name),
  streaming: (...given: Parameters<SignalTransmitter['streaming']>) => transmitter.streaming(...given),
  look: () => transmitter.look(),
  agent: (id: string) => transmitter.agent(id),
}

describe('stream management', () => {
  it('says where everything is, and lets in a receiver’s own token with the scope for it, and nothing else', async () => {
    const staff = await makeStaff()
    const { receiver, id } = await added(staff, 'mail gateway')
    expect(await receiver.signIn()).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'ssf.manage ssf.read' } })
    expect(await receiver.discover()).toMatchObject({
      spec_version: '1_0', issuer, jwks_uri: `${issuer}/oauth/jwks`, delivery_methods_supported: [PUSH, POLL], default_subjects: 'ALL',
      authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }], configuration_endpoint: `${issuer}/ssf/stream`,
    }) // prettier-ignore
    expect((await receiver.call('GET', 'configuration_endpoint', undefined, null)).status).toBe(401)
    expect((await receiver.call('GET', 'configuration_endpoint', undefined, 'guessed')).headers.get('www-authenticate')).toContain('invalid_token')
    const wrong = new SignalReceiver(issuer, { id, secret: 'guessed' })
    expect((await wrong.signIn()).status).toBe(401)

    await receiver.signIn('ssf.read')
    expect((await receiver.call('GET', 'configuration_endpoint')).status).toBe(200)
    expect((await receiver.call('POST', 'configuration_endpoint', {})).status).toBe(403)
  })

  it('makes one stream, reads, changes, replaces and deletes it; another receiver’s is unknown', async () => {
    const staff = await makeStaff()
    const { receiver, id } = await added(staff, 'mail gateway')
    const made = await receiver.call('POST', 'configuration_endpoint', { delivery: { method: POLL }, events_requested: ['urn:none', 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'], description: 'ends sessions' })
    expect(made).toMatchObject({ status: 201, body: { iss: issuer, aud: id, delivery: { method: POLL, endpoint_url: `${issuer}/ssf/poll` }, description: 'ends sessions', events_delivered: ['https://schemas.openid.net/secevent/caep/event-type/session-revoked'] } })
    const { stream_id: stream } = made.body as { stream_id: string }
    expect((await receiver.call('POST', 'configuration_endpoint', { delivery: { method: POLL } })).status).toBe(409)
    expect((await receiver.call('GET', 'configuration_endpoint')).body).toEqual([made.body])
    expect((await receiver.call('GET', `configuration_endpoint?stream_id=${stream}`)).body).toEqual(made.body)

    const push = { method: PUSH, endpoint_url: 'https://receiver.example/events', authorization_header: 'Bearer known-to-it' }
    const patched = await receiver.call('PATCH', 'configuration_endpoint', { stream_id: stream, delivery: push })
    expect(patched).toMatchObject({ status: 200, body: { description: 'ends sessions', delivery: { method: PUSH, endpoint_url: push.endpoint_url } } })
    expect(JSON.stringify(patched.body)).not.toContain('known-to-it')
    expect(JSON.stringify(await entriesOf(staff.tenantId))).not.toContain('known-to-it')
    expect(JSON.stringify((await hotTransaction('system', (client) => client.query('select * from signal_stream'))).rows)).not.toContain('known-to-it')
    const replaced = await receiver.call('PUT', 'configuration_endpoint', { stream_id: stream, delivery: { method: POLL } })
    expect(replaced.body).not.toHaveProperty('description')
    expect((replaced.body as { events_delivered: string[] }).events_delivered).toHaveLength(2)

    for (const wrong of [
      { aud: 'somebody else' }, { delivery: { method: 'urn:none' } }, { delivery: { ...push, endpoint_url: 'file:///etc/passwd' } },
      { delivery: { ...push, endpoint_url: 'https://name:word@receiver.example/' } }, { delivery: { ...push, authorization_header: 'Bearer x\r\nhost: y' } },
    ]) expect((await receiver.call('PATCH', 'configuration_endpoint', { stream_id: stream, ...wrong })).status, JSON.stringify(wrong)).toBe(400) // prettier-ignore
    expect((await receiver.call('POST', 'configuration_endpoint', { description: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await receiver.call('POST', 'verification_endpoint', { stream_id: stream, state: 'x'.repeat(401) })).status).toBe(400)

    const other = await added(staff, 'another')
    for (const [method, at, body] of [
      ['GET', `configuration_endpoint?stream_id=${stream}`], ['DELETE', `configuration_endpoint?stream_id=${stream}`], ['GET', `status_endpoint?stream_id=${stream}`],
      ['PATCH', 'configuration_endpoint', {}], ['POST', 'status_endpoint', { status: 'disabled' }], ['POST', 'verification_endpoint', {}],
      ['POST', 'add_subject_endpoint', { subject: agent('a') }], ['POST', 'remove_subject_endpoint', { subject: agent('a') }],
    ] as const) expect((await other.receiver.call(method, at, body && { stream_id: stream, ...body })).status, `${method} ${at}`).toBe(404) // prettier-ignore
    expect((await receiver.call('POST', 'status_endpoint', { stream_id: 'none', status: 'paused' })).status).toBe(404)

    expect((await receiver.call('DELETE', `configuration_endpoint?stream_id=${stream}`)).status).toBe(204)
    expect((await receiver.call('GET', 'configuration_endpoint')).body).toEqual([])
    expect((await entriesOf(staff.tenantId)).map(({ action }) => action).filter((action) => action.startsWith('signals.stream'))).toEqual(['signals.stream.create', 'signals.stream.change', 'signals.stream.change', 'signals.stream.delete'])
  })

  it('ends with the receiver: its token and its secret open nothing any more', async () => {
    const staff = await makeStaff()
    const { receiver, id } = await streaming(staff, 'mail gateway', { method: POLL })
    expect((await removeReceiver(staff.admin, { receiverId: id })).ok).toBe(true)
    expect((await receiver.call('GET', 'configuration_endpoint')).status).toBe(401)
    expect((await receiver.signIn()).status).toBe(401)
  })
})

describe('an order, pushed', () => {
  it('is told for the agent and everybody below it, once each, signed and acknowledged on the board', async () => {
    const staff = await makeStaff()
    const { receiver, id } = await streaming(staff, 'mail gateway', pushed({ authorization_header: 'Bearer known-to-it' }))
    const { top, below } = await chain(staff)
    const orderId = await order(staff, { agentId: top })
    expect(await told(staff, orderId)).toMatchObject([{ id, name: 'mail gateway', delivery: 'push', state: 'waiting', acknowledged: 0 }])
    await look()
    expect(receiver.problems).toEqual([])
    expect(subjects(receiver, orderId)).toEqual(expect.arrayContaining([agent(top), agent(below)]))
    expect(receiver.of(orderId)).toHaveLength(2)
    const [one] = receiver.of(orderId)
    expect(one?.event).toMatchObject({ initiating_entity: 'admin', event_timestamp: one?.toe, reason_admin: { en: expect.stringContaining(orderId) as string } })
    // The reason that people gave is theirs.
    expect(JSON.stringify(one)).not.toContain('ran away')
    expect(receiver.authorizations).toEqual(['Bearer known-to-it', 'Bearer known-to-it'])
    const [row] = await told(staff, orderId)
    expect(row).toMatchObject({ state: 'acknowledged', events: 2, acknowledged: 2, detail: null })
    expect(row?.ms).toBeGreaterThan(0)
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'signals.notice.end', result: 'ok', detail: { order_id: orderId, receiver: 'mail gateway', events: 2 } })
    await look()
    expect(receiver.deliveries).toBe(2)
  })

  it('reaches a receiver that was down when it is up again, each event once by its jti', async () => {
    const staff = await makeStaff()
    const { receiver } = await streaming(staff, 'mail gateway', pushed())
    const { top, below } = await chain(staff)
    receiver.answer = null
    const orderId = await order(staff, { agentId: top })
    await look()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'waiting', acknowledged: 0, detail: 'it could not be reached; tried once, trying again' }])
    // A proxy before it that answers for it acknowledges nothing.
    receiver.answer = { status: 200 }
    await look()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'waiting', detail: 'it answered 200; tried 2 times, trying again' }])
    // It has taken the first, and the answer is lost.
    receiver.answer = { status: 202 }
    const taken = receiver.take.bind(receiver)
    receiver.take = async (set) => {
      await taken(set)
      receiver.take = taken
      throw new Error('the answer is lost')
    }
    await hotTransaction('system', (client) => client.query('update signal_stream set push_next_at = now()'))
    await tellDue(settings, async (url, init) => {
      const response = await pusher(settings)(url, init)
      return response.status === 202 ? response : new Response(null, { status: 502 })
    })
    expect(receiver.received.size).toBe(1)
    await look()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'acknowledged', events: 2, acknowledged: 2 }])
    expect(receiver.deliveries).toBe(3)
    expect(subjects(receiver, orderId)).toHaveLength(2)
    expect(subjects(receiver, orderId)).toEqual(expect.arrayContaining([agent(top), agent(below)]))
  })

  it('goes out by itself, and a receiver that never answers holds up no other', async () => {
    const staff = await makeStaff()
    const { receiver: silent } = await streaming(staff, 'a silent one', pushed())
    const { receiver } = await streaming(staff, 'mail gateway', pushed())
    silent.answer = 'never'
    const { top, below } = await chain(staff)
    const telling = keepTelling(settings)
    for (const agentId of [top, below]) {
      const orderId = await order(staff, { agentId, grain: 'agent' })
      await until(async () => (await told(staff, orderId)).find(({ name }) => name === 'mail gateway')?.state === 'acknowledged', 'the acknowledgement', [], PATIENT)
      expect(await told(staff, orderId)).toMatchObject([{ name: 'a silent one', state: 'waiting' }, { name: 'mail gateway', state: 'acknowledged' }])
    }
    await silent.close()
    await telling.stop()
    expect(receiver.received.size).toBe(2)
  }, PATIENT)

  it('that is rejected stands on the board as not told, with the receiver’s reason', async () => {
    const staff = await makeStaff()
    const { receiver } = await streaming(staff, 'mail gateway', pushed())
    const { top } = await chain(staff)
    receiver.answer = { status: 400, body: { err: 'authentication_failed' } }
    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    await look()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'waiting' }])
    receiver.answer = { status: 400, body: { err: 'invalid_request', description: 'no such\u202e account' } }
    await look()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'failed', events: 1, acknowledged: 0, detail: '1 of 1: it rejected it: invalid_request, no such  account' }])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'signals.notice.end', result: 'failed' })
  })

  it('30: never connects to an address of an inner network where these are refused', async () => {
    const staff = await makeStaff()
    const { receiver } = await streaming(staff, 'mail gateway', pushed())
    const { top } = await chain(staff)
    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    const guarded = { ...settings, innerNetworks: false }
    await tellDue(guarded, pusher(guarded))
    expect(receiver.authorizations).toEqual([])
    expect((await told(staff, orderId))[0]?.detail).toMatch(/127\.0\.0\.1/)
    const elsewhere = ssfRoutes({ issuer, signer: settings.signer, innerNetworks: false, sealHeader: () => '' })
    const { access_token: token } = (await receiver.signIn()).body as { access_token: string }
    const asked = await elsewhere.request('/ssf/stream', { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ delivery: { method: PUSH, endpoint_url: 'http://receiver.example/' } }) })
    expect(asked.status).toBe(400)
  })
})

describe('an order, polled', () => {
  it('is given until it is acknowledged, in parts, always the same; and what is rejected by setErrs is not given again', async () => {
    const staff = await makeStaff()
    const { receiver, poll } = await streaming(staff, 'directory', { method: POLL })
    const { top, below } = await chain(staff)
    const orderId = await order(staff, { agentId: top, mode: 'kill', name: 'top' })
    const first = await receiver.poll(poll, { maxEvents: 3, returnImmediately: true })
    expect(first).toMatchObject({ status: 200, more: true })
    expect(first.jtis).toHaveLength(3)
    expect(await receiver.poll(poll, { maxEvents: 3, returnImmediately: true })).toEqual(first)
    const [bad = '', ...good] = first.jtis
    const rest = await receiver.poll(poll, { returnImmediately: true, ack: [...good, 'none', ...good], setErrs: { [bad]: { err: 'invalid_request', description: 'unknown account' } } })
    expect(rest).toMatchObject({ more: false })
    expect(rest.jtis).toHaveLength(1)
    expect((await receiver.poll(poll, { maxEvents: 0, returnImmediately: true, ack: rest.jtis })).jtis).toEqual([])
    expect((await receiver.poll(poll)).jtis).toEqual([])
    // Killed, and so with their keys.
    expect(subjects(receiver, orderId)).toEqual(expect.arrayContaining([agent(top), agent(below)]))
    expect(subjects(receiver, orderId, 'credential-change')).toEqual(expect.arrayContaining([agent(top), agent(below)]))
    expect(receiver.of(orderId).find(({ type }) => type === 'credential-change')?.event).toMatchObject({ change_type: 'revoke', credential_type: 'jwk' })
    expect(receiver.received.size).toBe(4)
    expect(await told(staff, orderId)).toMatchObject([{ delivery: 'poll', state: 'failed', events: 4, acknowledged: 3, detail: '1 of 4: it rejected it: invalid_request, unknown account' }])
    expect((await receiver.call('POST', poll, { ack: 'all' })).status).toBe(400)
  })

  it('answers a poll that waits when the order is given', async () => {
    const staff = await makeStaff()
    const { receiver, poll } = await streaming(staff, 'directory', { method: POLL })
    const { top } = await chain(staff)
    const waiting = receiver.poll(poll, {})
    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    // However long the order took: a poll is held for so long and no longer, and asked again.
    let given = await waiting
    while (given.jtis.length === 0) given = await receiver.poll(poll, {})
    expect(given.jtis).toHaveLength(1)
    await receiver.poll(poll, { maxEvents: 0, ack: given.jtis })
    expect(await told(staff, orderId)).toMatchObject([{ state: 'acknowledged', events: 1 }])
  }, PATIENT)
})

describe('what is told', () => {
  it('nothing of an order that was rolled back, and nothing of a lifting', async () => {
    const staff = await makeStaff()
    const { receiver, poll } = await streaming(staff, 'directory', { method: POLL })
    const { top } = await chain(staff)
    const owner = new pg.Client(database.ownerUrl)
    await owner.connect()
    await owner.query(`create function fails() returns trigger language plpgsql as $$ begin raise exception 'the record cannot be written'; end $$`)
    await owner.query(`create trigger fails before insert on ledger_entry for each row when (new.action = 'containment.halt') execute function fails()`)
    await expect(halt(staff.admin, { agentId: top, grain: 'agent', reason: 'it ran away' })).rejects.toThrow()
    await owner.query('drop function fails cascade')
    await owner.end()
    expect((await receiver.poll(poll)).jtis).toEqual([])

    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    const { jtis } = await receiver.poll(poll)
    expect(jtis).toHaveLength(1)
    await receiver.poll(poll, { maxEvents: 0, ack: jtis })
    const lifted = await withProof(restore, staff.owner, { orderId, reason: 'it was a false alarm' })
    if (!lifted.ok) throw new Error(JSON.stringify(lifted.refusal))
    expect((await receiver.poll(poll)).jtis).toEqual([])
    expect([...receiver.received.values()].map(({ type }) => type)).toEqual(['session-revoked'])
  })

  it('a run as what it is, and a removed subject not at all', async () => {
    const staff = await makeStaff()
    const { receiver, poll, stream } = await streaming(staff, 'directory', { method: POLL })
    const { top, below } = await chain(staff)
    expect((await receiver.call('POST', 'remove_subject_endpoint', { stream_id: stream, subject: { sub: below, format: 'iss_sub', iss: issuer } })).status).toBe(204)
    const orderId = await order(staff, { agentId: top })
    await receiver.poll(poll)
    expect(subjects(receiver, orderId)).toEqual([agent(top)])
    expect((await receiver.call('POST', 'add_subject_endpoint', { stream_id: stream, subject: agent(below) })).status).toBe(200)
    const again = await order(staff, { agentId: below, grain: 'agent' })
    await receiver.poll(poll)
    expect(subjects(receiver, again)).toEqual([agent(below)])
    expect((await receiver.call('POST', 'remove_subject_endpoint', { stream_id: stream, subject: { format: 'complex' } })).status).toBe(400)

    await hotTransaction(staff.tenantId, (client) => client.query(`insert into run (tenant_id, agent_id, run_id) values ($1, $2, 'run') on conflict do nothing`, [staff.tenantId, top]))
    const run = await order(staff, { agentId: top, grain: 'run', runId: 'run' })
    await receiver.poll(poll)
    expect(subjects(receiver, run)).toEqual([{ format: 'complex', user: agent(top), session: { format: 'opaque', id: 'run' } }])
  })

  it('a mandate that was withdrawn, as each run under it and as itself; and nothing where it is refused', async () => {
    const staff = await makeStaff()
    const { receiver, poll } = await streaming(staff, 'directory', { method: POLL })
    const [top, below] = await makeBareAgents(staff, ['top', 'below'])
    if (!top || !below) throw new Error('no agents')
    const [mandateId, other] = [await makeMandate(staff, top), await makeMandate(staff, top)]
    await makeHops(staff, [{ mandateId, path: [top] }, { mandateId, path: [top, below] }, { mandateId: other, path: [top] }])
    const runs = (await hotTransaction(staff.tenantId, (client) => client.query<{ agent_id: string; run_id: string }>('select distinct agent_id, run_id from delegation where mandate_id = $1', [mandateId]))).rows
    expect(runs).toHaveLength(2)
    const stranger = await makePerson(staff.tenantId, { role: 'owner' })
    expect(await withdrawMandate(stranger, { mandateId })).toMatchObject({ refusal: { code: 'separated' } })
    expect((await receiver.poll(poll)).jtis).toEqual([])
    expect(await withdrawMandate(staff.owner, { mandateId })).toMatchObject({ ok: true })
    const { jtis } = await receiver.poll(poll)
    const [{ id: orderId = '' } = {}] = (await hotTransaction(staff.tenantId, (client) => client.query<{ id: string }>('select id from containment_order where target_id = $1', [mandateId]))).rows
    const session = (agentId: string, id: string) => ({ format: 'complex', user: agent(agentId), session: { format: 'opaque', id } })
    expect(subjects(receiver, orderId)).toEqual(expect.arrayContaining([session(top, mandateId), ...runs.map(({ agent_id, run_id }) => session(agent_id, run_id))]))
    expect([jtis.length, receiver.received.size]).toEqual([3, 3])
    expect(receiver.of(orderId)[0]?.event).toMatchObject({ initiating_entity: 'user', reason_admin: { en: expect.stringContaining('a mandate was withdrawn') as string } })
    await receiver.poll(poll, { maxEvents: 0, ack: jtis })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'signals.notice.end', result: 'ok', detail: { order_id: orderId, events: 3, acknowledged: 3 } })
  })

  it('is held while a stream is paused, by whichever side, and told afterwards; a disabled one is told nothing', async () => {
    const staff = await makeStaff()
    const { receiver, id, poll, stream } = await streaming(staff, 'directory', { method: POLL })
    const { top, below } = await chain(staff)
    expect((await receiver.call('POST', 'status_endpoint', { stream_id: stream, status: 'paused', reason: 'we move house' })).body).toEqual({ stream_id: stream, status: 'paused', reason: 'we move house' })
    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    expect((await receiver.poll(poll)).jtis).toEqual([])
    expect(await told(staff, orderId)).toMatchObject([{ state: 'waiting', detail: 'held: the receiver paused its stream' }])
    await receiver.call('POST', 'status_endpoint', { stream_id: stream, status: 'enabled' })
    const { jtis } = await receiver.poll(poll)
    expect(jtis).toHaveLength(1)
    await receiver.poll(poll, { maxEvents: 0, ack: jtis })

    expect((await pauseReceiver(staff.admin, { receiverId: id, reason: 'their keys leaked' })).ok).toBe(true)
    const held = await order(staff, { agentId: below, grain: 'agent' })
    // It hears of the pause, and of nothing else; and does not end it, by a new stream either.
    const paused = await receiver.poll(poll)
    expect([...receiver.received.values()].at(-1)).toMatchObject({ type: 'stream-updated', subject: { format: 'opaque', id: stream }, event: { status: 'paused', reason: 'their keys leaked' } })
    expect(paused.jtis).toHaveLength(1)
    expect((await receiver.call('POST', 'status_endpoint', { stream_id: stream, status: 'enabled' })).status).toBe(403)
    expect(await told(staff, held)).toMatchObject([{ state: 'waiting', detail: `held: ${staff.admin.name} paused it` }])
    expect((await resumeReceiver(staff.admin, { receiverId: id })).ok).toBe(true)
    await receiver.poll(poll, { returnImmediately: true, ack: paused.jtis })
    expect(subjects(receiver, held)).toEqual([agent(below)])

    await receiver.call('POST', 'status_endpoint', { stream_id: stream, status: 'disabled' })
    expect(await told(staff, held)).toMatchObject([{ state: 'failed', detail: 'the receiver disabled its stream before it acknowledged' }])
    expect(await told(staff, await order(staff, { agentId: below, grain: 'agent' }))).toEqual([])
  })

  it('can be tried from both sides: a verification is acknowledged, with the value that it was asked with', async () => {
    const staff = await makeStaff()
    const { receiver, id, stream, poll } = await streaming(staff, 'directory', { method: POLL })
    expect((await receiver.call('POST', 'verification_endpoint', { stream_id: stream, state: 'a value of its own' })).status).toBe(204)
    // A moment ago, however long that is by now.
    await hotTransaction('system', (client) => client.query(`update signal_stream set verify_asked_at = now() + interval '5 minutes' where id = $1`, [stream]))
    expect((await receiver.call('POST', 'verification_endpoint', { stream_id: stream })).status).toBe(429)
    expect((await verifyReceiver(staff.admin, { receiverId: id })).ok).toBe(true)
    const { jtis } = await receiver.poll(poll)
    expect([...receiver.received.values()].map(({ type, subject, event }) => ({ type, subject, event }))).toEqual([
      { type: 'verification', subject: { format: 'opaque', id: stream }, event: { state: 'a value of its own' } },
      { type: 'verification', subject: { format: 'opaque', id: stream }, event: {} },
    ])
    const listed = async () => {
      const list = await listReceivers(staff.auditor, {})
      return list.ok ? list.value[0] : undefined
    }
    expect(await listed()).toMatchObject({ name: 'directory', stream: { delivery: 'poll', status: 'enabled', waiting: 2, verified_at: null } })
    await receiver.poll(poll, { maxEvents: 0, ack: jtis })
    expect((await listed())?.stream).toMatchObject({ waiting: 0, verified_at: expect.any(String) as string })
  })

  it('ends as not told when nobody took it for three days', async () => {
    const staff = await makeStaff()
    const { receiver, poll } = await streaming(staff, 'directory', { method: POLL })
    const { top } = await chain(staff)
    const orderId = await order(staff, { agentId: top, grain: 'agent' })
    await receiver.poll(poll)
    const owner = new pg.Client(database.ownerUrl)
    await owner.connect()
    await owner.query(`update signal_event set created_at = created_at - interval '73 hours' where order_id = $1`, [orderId])
    await expireEvents()
    expect(await told(staff, orderId)).toMatchObject([{ state: 'failed', detail: '1 of 1: not taken within 72 hours' }])
    expect((await receiver.poll(poll)).jtis).toEqual([])
    // What came of it is kept with the order when the event itself is swept, by the process that can do no more.
    await owner.query(`update signal_event set ended_at = ended_at - interval '31 days' where order_id = $1`, [orderId])
    await owner.end()
    await closeDatabase()
    openDatabase(database.workerUrl)
    const swept = await sweep()
    await closeDatabase()
    openDatabase(database.authorityUrl)
    expect(swept.signal_event).toBe(1)
    expect(await told(staff, orderId)).toMatchObject([{ state: 'failed', events: 1 }])
  })
})
