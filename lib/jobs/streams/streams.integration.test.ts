import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { addStream, listStreams, pauseStream, removeStream, resumeStream, testStream } from '@/lib/identity/streams'
import type { TenantId } from '@/lib/kernel/ids'
import { deriveNotificationKey } from '@/lib/secrets/derive'
import { notificationSecrets } from '@/lib/secrets/notification-secrets'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { sealed, testCalls } from '@/lib/testing/ledger'
import { entriesOf } from '@/lib/testing/people'
import { selfSigned, SyslogReceiver } from '@/lib/testing/syslog-receiver'
import { workerProcess } from '@/lib/testing/worker-process'
import { noteSigner } from '@/lib/tlog'
import type { StreamRules } from './sent'
import { streamDue } from './keep-streaming'
import { streamsBehind } from './stream-gauges'

const database = await testDatabase()
const ISSUER = 'https://lanyard.test'
const signerOf = (tenantId: string) => noteSigner(`log.test/log/${tenantId}`, Buffer.alloc(32, 1))
const key = deriveNotificationKey(database.keyEncryptionKey)
const secrets = notificationSecrets(key)
const folder = mkdtempSync(join(tmpdir(), 'lanyard-streams-'))
const rules: StreamRules = { ...secrets, issuer: ISSUER, innerNetworks: true, folder }
const add = addStream({ ...secrets, streamFiles: true })
const certificate = selfSigned('localhost')
const syslog = await new SyslogReceiver().listen()
let staff: Staff

type Call = { headers: Record<string, string | string[] | undefined>; body: string; response: ServerResponse }
const calls: Call[] = []
/** What the next calls are answered with; `wait`: nothing yet. */
const answers: (number | 'wait')[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), response })
    const answer = answers.shift() ?? 204
    if (answer !== 'wait') response.writeHead(answer).end()
  })
})
let url: string

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  const port = await freePort()
  receiver.listen(port, '127.0.0.1')
  await once(receiver, 'listening')
  url = `http://127.0.0.1:${port}/in?key=in-the-query`
})
afterAll(async () => {
  receiver.closeAllConnections()
  receiver.close()
  syslog.close()
  rmSync(folder, { recursive: true })
  await closeDatabase()
})
beforeEach(async () => {
  // What an earlier test has set up is its own.
  await asOwner('update ledger_stream set removed_at = now() where removed_at is null')
  staff = await makeStaff()
  calls.length = answers.length = syslog.messages.length = syslog.problems.length = 0
  syslog.manner = 'normal'
})

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
async function asOwner(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql, values)
  await client.end()
  return rows
}
/** With the worker's own role, which is what it has in an installation. */
async function work(over: Partial<StreamRules> = {}): Promise<void> {
  await closeDatabase()
  openDatabase(database.workerUrl)
  try {
    await streamDue({ ...rules, ...over })
  } finally {
    await closeDatabase()
    openDatabase(database.authorityUrl)
  }
}
/** Later: what waits for its time, or for whoever died holding it, need not wait any more. */
const later = () => asOwner('update ledger_stream set next_at = now(), held_until = now()')
const only = async (of = staff) => {
  const [stream] = valueOf(await listStreams(of.admin, {}))
  if (!stream) throw new Error('there is no stream')
  return stream
}
/** The log as it lies in the database, in its order. */
async function log(tenantId: TenantId = staff.tenantId): Promise<string[]> {
  const { rows } = await hotTransaction('system', (client) => client.query<{ entry_id: string }>('select entry_id from ledger_leaf where tenant_id = $1 order by position', [tenantId]))
  return rows.map(({ entry_id: id }) => id)
}
const record = (count: number, of = staff, over: Parameters<typeof testCalls>[2] = undefined) => sealed(of.tenantId, testCalls(of.tenantId, count, over), signerOf)
const ids = (lines: readonly string[]): unknown[] => lines.map((line) => (JSON.parse(line) as { id: unknown }).id)
const linesOf = (body: string): string[] => body.split('\n').slice(0, -1)
const toSyslog = (over: Record<string, unknown> = {}) => ({ name: 'SIEM', format: 'jsonl', start: 'beginning', destination: { kind: 'syslog', host: '127.0.0.1', port: syslog.port, transport: 'tcp' }, ...over })
const toHttp = (over: Record<string, unknown> = {}, destination: Record<string, unknown> = {}) => ({ name: 'SIEM', format: 'jsonl', start: 'beginning', destination: { kind: 'webhook', url, ...destination }, ...over })

describe('syslog', () => {
  it('has every entry once, in the log’s order, and then what comes; and another company’s never', async () => {
    const others = await makeStaff()
    await record(3, others)
    valueOf(await add(staff.admin, toSyslog()))
    await record(300)
    const { entries } = (await only()).lag
    expect(entries).toBeGreaterThan(300)
    expect(await streamsBehind()).toEqual([{ kind: 'syslog', entries, seconds: expect.any(Number) }])
    await work()
    expect(await streamsBehind()).toEqual([{ kind: 'syslog', entries: 0, seconds: 0 }])
    expect(syslog.problems).toEqual([])
    expect(ids(syslog.messages.map(({ text }) => text))).toEqual(await log())
    expect(syslog.messages.find(({ msgid }) => msgid === 'tool.call')).toMatchObject({ priority: 110, host: 'lanyard.test', app: 'lanyard' })
    const size = (await log()).length
    expect(await only()).toMatchObject({ state: 'running', delivered: size, last: { position: String(size - 1) }, lag: { entries: 0, seconds: 0 }, problem: null })

    await record(4)
    await work()
    expect(ids(syslog.messages.map(({ text }) => text))).toEqual(await log())
    expect(syslog.messages.every(({ text }) => (JSON.parse(text) as { tenant_id: string }).tenant_id === staff.tenantId)).toBe(true)
    expect(valueOf(await listStreams(others.admin, {}))).toEqual([])
  })

  it('is only taken to have arrived when the receiver has read to the end: else it is sent again', async () => {
    await record(2)
    valueOf(await add(staff.admin, toSyslog()))
    syslog.manner = 'reset'
    await work()
    expect(await only()).toMatchObject({ delivered: 0, problem: 'the receiver broke the connection off', attempts: 1 })
    syslog.manner = 'normal'
    await work()
    expect(syslog.messages).toEqual([]) // not before its time
    await later()
    await work()
    expect(ids(syslog.messages.map(({ text }) => text))).toEqual(await log())
    expect(await only()).toMatchObject({ problem: null, attempts: 0, next_at: null })
  })

  it('is encrypted to whom a certificate names, and signs in with one', async () => {
    await record(1)
    const client = selfSigned('lanyard')
    const secure = await new SyslogReceiver({ ...certificate, ca: client.cert }).listen()
    const destination = { kind: 'syslog', host: 'localhost', port: secure.port }
    valueOf(await add(staff.admin, toSyslog({ name: 'system’s authorities', destination })))
    valueOf(await add(staff.admin, toSyslog({ name: 'no certificate', destination: { ...destination, ca: certificate.cert } })))
    valueOf(await add(staff.admin, toSyslog({ name: 'whole', format: 'cef', destination: { ...destination, ca: certificate.cert, client_certificate: client.cert, client_key: client.key } })))
    await work()
    const streams = Object.fromEntries(valueOf(await listStreams(staff.admin, {})).map((one) => [one.name, one]))
    expect(streams['system’s authorities']?.problem).toMatch(/^no encrypted connection: /)
    expect(streams['no certificate']?.problem).toMatch(/encrypted connection|broke the connection off|before it had all/)
    expect(streams['whole']).toMatchObject({ problem: null, delivered: secure.messages.length, to: `syslog+tls://localhost:${secure.port}` })
    expect(secure.messages.length).toBeGreaterThan(1)
    expect(secure.messages.every(({ text }) => text.startsWith('CEF:0|Lanyard|'))).toBe(true)
    expect(JSON.stringify([await asOwner('select * from ledger_stream'), await entriesOf(staff.tenantId)])).not.toContain(client.key.slice(40, 80))
    secure.close()
    expect(await add(staff.admin, toSyslog({ name: 'mixed up', destination: { ...destination, client_certificate: certificate.cert, client_key: client.key } }))).toMatchObject({ refusal: { fields: { 'destination.client_key': /is not the key/ } } })
  })

  it('that is dead holds up no other', async () => {
    await record(1)
    syslog.manner = 'hang'
    valueOf(await add(staff.admin, toSyslog({ name: 'dead' })))
    valueOf(await add(staff.admin, toHttp({ name: 'alive' })))
    const round = work()
    await expect.poll(() => calls.length, { timeout: 60_000 }).toBe(1)
    await expect.poll(() => syslog.messages.length, { timeout: 60_000 }).toBeGreaterThan(0)
    syslog.drop()
    await round
    expect(valueOf(await listStreams(staff.admin, {}))).toMatchObject([{ name: 'alive', problem: null }, { name: 'dead', delivered: 0, problem: expect.any(String) }])
  })
})

describe('a webhook', () => {
  it('is signed, told again what it did not acknowledge, and its secrets are in no store', async () => {
    const made = valueOf(await add(staff.admin, toHttp({ format: 'ocsf' }, { authorization: 'Splunk 11111111-2222' })))
    await record(2)
    answers.push(500)
    await work()
    expect(await only()).toMatchObject({ to: `${url.split('?')[0] ?? ''}?…`, delivered: 0, problem: 'it answered 500' })
    await later()
    await work()
    const [first, again] = calls
    expect(calls).toHaveLength(2)
    expect(again?.body).toBe(first?.body)
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature, authorization } = again?.headers ?? {}
    const mac = createHmac('sha256', Buffer.from((made.secret ?? '').slice('whsec_'.length), 'base64')).update(`${String(id)}.${String(timestamp)}.${again?.body ?? ''}`).digest('base64')
    expect({ signature, authorization }).toEqual({ signature: `v1,${mac}`, authorization: 'Splunk 11111111-2222' })
    const events = linesOf(again?.body ?? '').map((line) => JSON.parse(line) as { metadata: { uid: string; sequence: number } })
    expect(events.map(({ metadata }) => metadata.uid)).toEqual(await log())
    expect(events.map(({ metadata }) => metadata.sequence)).toEqual(events.map((_, n) => n))
    const kept = JSON.stringify([await only(), await asOwner('select * from ledger_stream'), await entriesOf(staff.tenantId)])
    for (const secret of [made.secret ?? 'none', '11111111-2222', 'in-the-query"}']) expect(kept.replace(JSON.stringify(url), '')).not.toContain(secret)
  })

  it('is sent again what a worker died over between its arrival and its record', async () => {
    await record(40)
    valueOf(await add(staff.admin, toHttp()))
    answers.push('wait')
    const killed = await workerProcess(database, { LANYARD_NOTIFICATION_KEY: key.toString('base64url'), LANYARD_ISSUER: 'http://localhost:4000', LANYARD_DRILL_EVERY: 'off' })
    await expect.poll(() => calls.length, { timeout: 90_000 }).toBe(1)
    const gone = once(killed.child, 'exit')
    killed.child.kill('SIGKILL')
    await gone
    expect(await only()).toMatchObject({ delivered: 0, last: null })
    await record(3) // what comes meanwhile follows it
    await later()
    await work()
    const [before, ...after] = calls.map(({ body }) => ids(linesOf(body)))
    const whole = after.flat()
    expect(whole).toEqual(await log())
    expect(whole.slice(0, before?.length)).toEqual(before)
  })

  it('is stopped where it says that it has gone, paused and tested by an administrator, and goes on from its place', async () => {
    await record(1)
    const { id: streamId } = valueOf(await add(staff.admin, toHttp()))
    answers.push(410)
    await work()
    expect(await only()).toMatchObject({ state: 'stopped', problem: 'it answered 410' })
    valueOf(await testStream(staff.admin, { streamId }))
    expect(await testStream(staff.admin, { streamId })).toMatchObject({ refusal: { code: 'wrong_state', state: 'testing' } })
    await work()
    expect(await only()).toMatchObject({ state: 'stopped', test: { problem: null, ended_at: expect.any(String) }, delivered: 0 })
    expect(calls.at(-1)?.body).toContain('lanyard_test')
    valueOf(await pauseStream(staff.admin, { streamId, reason: 'the SIEM moves' }))
    await later()
    await work()
    expect(calls).toHaveLength(2)
    valueOf(await resumeStream(staff.admin, { streamId }))
    await record(1)
    await work()
    expect(ids(linesOf(calls.at(-1)?.body ?? ''))).toEqual(await log())
    valueOf(await removeStream(staff.admin, { streamId }))
    await record(1)
    await work()
    expect(calls).toHaveLength(3)
    const recorded = (await entriesOf(staff.tenantId)).map(({ action }) => action).filter((action) => action.startsWith('ledger.stream.'))
    expect(recorded).toEqual(['ledger.stream.add', 'ledger.stream.stop', 'ledger.stream.test', 'ledger.stream.pause', 'ledger.stream.resume', 'ledger.stream.remove'])
  })

  it('has only what a filter names, and only from now on; and is never an inner address that is not allowed', async () => {
    await record(2)
    valueOf(await add(staff.admin, toHttp({ start: 'now', actions: ['ledger.*', 'tool.call'], results: ['denied'] })))
    await record(3, staff, (n) => (n === 1 ? { result: 'denied', reason: 'containment' } : {}))
    await work({ innerNetworks: false })
    expect(calls).toEqual([])
    expect((await only()).problem).toMatch(/LANYARD_INNER_NETWORKS/)
    await later()
    await work()
    expect(calls.flatMap(({ body }) => linesOf(body)).map((line) => JSON.parse(line) as object)).toMatchObject([{ action: 'tool.call', result: 'denied' }])
    expect(await only()).toMatchObject({ lag: { entries: 0 }, delivered: 1 })
    await asOwner(`update tenant set kind = 'sample' where id = $1`, staff.tenantId)
    expect(await add(staff.admin, toHttp({ name: 'of the sample' }))).toMatchObject({ refusal: { code: 'wrong_state' } })
    expect(await add(staff.analyst, toHttp({ name: 'of an analyst' }))).toMatchObject({ refusal: { code: 'denied' } })
  })
})

describe('a file', () => {
  const toFile = (path: string) => ({ name: 'disk', format: 'jsonl', start: 'beginning', destination: { kind: 'file', path, rotate_mb: 1, keep: 2 } })

  it('lies below the operator’s folder alone', async () => {
    await record(1)
    expect(await addStream(secrets)(staff.admin, toFile('a.jsonl'))).toMatchObject({ refusal: { fields: { 'destination.path': /LANYARD_STREAM_FOLDER/ } } })
    for (const path of ['/etc/passwd', '../a', 'a/../../b', '.ssh/keys', 'a//b', 'a\\b', 'a\0b', '']) expect(await add(staff.admin, toFile(path)), path).toMatchObject({ refusal: { code: 'invalid' } })
    const outside = mkdtempSync(join(tmpdir(), 'lanyard-outside-'))
    symlinkSync(outside, join(folder, 'link'))
    valueOf(await add(staff.admin, toFile('link/ledger.jsonl')))
    await work()
    expect(readdirSync(outside)).toEqual([])
    expect(await only()).toMatchObject({ state: 'stopped', problem: 'it leads out of the folder for streams' })
    rmSync(outside, { recursive: true })
  })

  it('grows in the log’s order, ends a torn line, is put aside by its size, and the oldest of those goes', async () => {
    valueOf(await add(staff.admin, toFile('siem/ledger.jsonl')))
    await record(1)
    mkdirSync(join(folder, 'siem'), { recursive: true })
    const file = join(folder, 'siem', 'ledger.jsonl')
    appendFileSync(file, '{"torn')
    await work()
    const [torn, ...lines] = linesOf(readFileSync(file, 'utf8'))
    expect(torn).toBe('{"torn')
    expect(ids(lines)).toEqual(await log())
    for (let round = 0; round < 4; round++) {
      await record(3, staff, () => ({ detail: { parameters: { text: 'x'.repeat(200_000) } } }))
      await work()
    }
    const names = readdirSync(join(folder, 'siem')).sort()
    expect(names).toHaveLength(3)
    const kept = names.slice(1).concat(names.slice(0, 1)).flatMap((name) => ids(linesOf(readFileSync(join(folder, 'siem', name), 'utf8')).filter((line) => line !== torn)))
    expect(kept).toEqual((await log()).slice(-kept.length))
    for (const name of names) expect(statSync(join(folder, 'siem', name)).size).toBeLessThan(1.5 * 1024 * 1024)
  })
})
