import { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { fingerprintWith } from '@/lib/jobs/discovery/fingerprint'
import { scanSource as carryOut } from '@/lib/jobs/discovery/scan-source'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { entriesOf, type TestPerson } from '@/lib/testing/people'
import { testCalls } from '@/lib/testing/ledger'
import { appendBatch } from '../ledger'
import { registerToolServer } from '../registry'
import { listCampaigns, openTriggered, setTrigger } from '../reviews'
import { addPart, addSource, beginRun, endRun, getItem, ignoreItem, ignoreMany, listCredentials, listItems, listRuns, listSources, mergeItem, noteRegistered, noteStrangers, removeSource, reopenItem, scanSource, takeDueRun } from '.'
import type { ItemRow } from './contract'

const database = await testDatabase()
const FIXTURES = resolve(import.meta.dirname, '../../import/discover/fixtures')
const key = Buffer.alloc(32, 7)
const settings = { fingerprint: fingerprintWith(key) }
let staff: Staff
let root: string
let folder: string

beforeAll(() => openDatabase(database.authorityUrl))
afterAll(closeDatabase)
beforeEach(async () => {
  staff = await makeStaff()
  root = mkdtempSync(join(tmpdir(), 'discovery-'))
  folder = join(root, 'checkout')
  mkdirSync(folder)
  return () => rmSync(root, { recursive: true })
})

type Done<T> = { ok: true; value: T } | { ok: false; refusal: unknown }
const valueOf = <T>(result: Done<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const put = (path: string, value: unknown) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value))
}
const client = (...args: string[]) => ({ mcpServers: { tickets: { command: 'tickets', args, env: { TICKETS_PASSWORD: 'correct-horse-battery' } } } })
const source = async (path = folder) => valueOf(await addSource({ discoveryRoots: [root] })(staff.admin, { name: `Checkout ${path.slice(-8)}`, path }))
/** As the worker does, with the worker's own rights in the database. */
async function asWorker(work: () => Promise<unknown>): Promise<void> {
  await closeDatabase()
  openDatabase(database.workerUrl)
  await work()
  await closeDatabase()
  openDatabase(database.authorityUrl)
}
const scan = (roots = [root], over: { issuer?: string } = {}) =>
  asWorker(async () => {
    for (let run = await takeDueRun(); run; run = await takeDueRun()) await carryOut(run, { roots, ...settings, ...over })
  })
const inbox = async (filter: Record<string, unknown> = {}, by: TestPerson = staff.owner) => valueOf(await listItems(by, filter))
const one = async (filter: Record<string, unknown> = {}): Promise<ItemRow> => (await inbox(filter)).items[0] ?? expect.fail('nothing was found')
const lastRun = async (sourceId: string) => valueOf(await listRuns(staff.owner, { sourceId }))[0] ?? expect.fail('there was no run')
const refusalOf = async (result: Promise<Done<unknown>>) => {
  const done = await result
  return done.ok ? 'done' : done.refusal
}

describe('a folder', () => {
  it('is scanned whole; the same again finds nothing new', async () => {
    cpSync(FIXTURES, folder, { recursive: true })
    const { id } = await source()
    await scan()
    const first = await lastRun(id)
    expect(first).toMatchObject({ state: 'done', changed: 0, gone: 0, problem: null, asked_by: staff.admin.name })
    expect(first.fresh).toBe(first.found)
    expect(first.unread.map(({ path, at }) => `${path} ${at}`)).toContain('spire/entries.json entries[1], line 3')
    const { total } = await inbox()
    expect(total).toBe(first.found)

    valueOf(await scanSource(staff.owner, { sourceId: id }))
    await scan()
    expect(await lastRun(id)).toMatchObject({ state: 'done', found: first.found, fresh: 0, changed: 0, gone: 0, totals: first.totals })
    expect((await inbox()).total).toBe(total)
    expect(valueOf(await listSources({ discoveryRoots: [root] })(staff.auditor, {}))).toMatchObject({ roots: [root], items: [{ id, freshness: 'fresh', open: total }] })
    expect((await entriesOf(staff.tenantId)).map(({ action }) => action)).toEqual(expect.arrayContaining(['discovery.source.add', 'discovery.run.add', 'discovery.run.end', 'discovery.source.scan']))
  })

  it('is read only where the installation may: no other folder, and no link that leads out', async () => {
    expect(await refusalOf(addSource({ discoveryRoots: [root] })(staff.admin, { name: 'etc', path: '/etc' }))).toMatchObject({ code: 'invalid', fields: { path: expect.stringContaining('not below') } })
    expect(await refusalOf(addSource({ discoveryRoots: [root] })(staff.admin, { name: 'up', path: `${root}/../etc` }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(addSource({})(staff.admin, { name: 'any', path: folder }))).toMatchObject({ code: 'invalid', fields: { path: expect.stringContaining('LANYARD_DISCOVERY_ROOTS') } })
    expect(await refusalOf(addSource({ discoveryRoots: [root] })(staff.owner, { name: 'mine', path: folder }))).toMatchObject({ code: 'denied' })
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    onTestFinished(() => rmSync(outside, { recursive: true }))
    writeFileSync(join(outside, 'mcp.json'), JSON.stringify(client()))
    rmSync(folder, { recursive: true })
    symlinkSync(outside, folder)
    const { id } = await source()
    await scan()
    expect(await lastRun(id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('LANYARD_DISCOVERY_ROOTS') })
    expect((await inbox()).total).toBe(0)
  })

  it('is not scanned while the keys that tell our own cards from others cannot be read', async () => {
    put('mcp.json', client())
    const { id } = await source()
    await scan([root], { issuer: `http://localhost:${await freePort()}` })
    expect(await lastRun(id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('keys could not be read') })
    expect((await inbox()).total).toBe(0)
  })

  it('what is gone says so, what could not be read is not gone, and what comes back is the same', async () => {
    put('a/mcp.json', client())
    put('b/mcp.json', client())
    const { id } = await source()
    await scan()
    const [b, a] = (await inbox()).items
    put('a/mcp.json', '{ "broken": ')
    rmSync(join(folder, 'b'), { recursive: true })
    valueOf(await scanSource(staff.admin, { sourceId: id }))
    await scan()
    expect(await lastRun(id)).toMatchObject({ gone: 1, unread: [{ path: 'a/mcp.json', at: expect.stringContaining('line') }] })
    expect((await inbox()).items.map((item) => item.id)).toEqual([a?.id])
    expect((await inbox({ state: 'gone' })).items.map((item) => item.id)).toEqual([b?.id])
    put('b/mcp.json', client())
    valueOf(await scanSource(staff.admin, { sourceId: id }))
    await scan()
    expect((await inbox()).items.map((item) => item.id)).toContain(b?.id)
  })

  it('is scanned again when it is due, and no more when it is removed', async () => {
    const { id } = await source()
    await scan()
    expect(await takeDueRun()).toBeNull()
    await asOwner(`update discovery_source set due_at = now() where id = $1`, id)
    await scan()
    expect(await lastRun(id)).toMatchObject({ state: 'done', asked_by: 'Its schedule' })
    await asOwner(`update discovery_source set due_at = now() where id = $1`, id)
    valueOf(await removeSource(staff.admin, { sourceId: id }))
    expect(await takeDueRun()).toBeNull()
  })
})

describe('the inbox', () => {
  it('says what is registered and may be the same, and why', async () => {
    const { agent } = await makeAgent(staff, { name: 'Night-Batch' })
    const slug = `tickets-${staff.tenantId.slice(-6)}`
    valueOf(await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug, title: 'Tickets', transport: { kind: 'http', url: 'https://tickets.example/mcp' } }))
    put('realm.json', { realm: 'agents', clients: [{ clientId: 'night-batch' }, { clientId: agent.id }] })
    put('entries.json', { entries: [{ spiffe_id: agent.spiffe_id, selectors: [{ type: 'unix', value: 'uid:1' }] }] })
    put('server.json', { name: `io.example/${slug}`, packages: [], remotes: [{ url: 'https://tickets.example/mcp/' }], version: '1' })
    await source()
    await scan()
    const whys = Object.fromEntries((await inbox()).items.map(({ kind, name, matches }) => [`${kind} ${name}`, matches.map((match) => [match.id === agent.id ? 'agent' : match.name, ...match.why])]))
    expect(whys).toEqual({
      'keycloak_client night-batch': [['agent', 'same name']],
      [`keycloak_client ${agent.id}`]: [['agent', 'same client_id']],
      [`spire_entry agent-${agent.id}`]: [['agent', 'same SPIFFE ID']],
      [`mcp_server io.example/${slug}`]: [['Tickets', 'same address', 'same slug']],
    })
    // What a filter shows is what the list says of each, of agents and of tools, by whatever is the same.
    put('crew/agents.yaml', 'Night_Batch:\n  role: r\n  goal: g\n  backstory: b\nDay-Batch:\n  role: r\n  goal: g\n  backstory: b\n')
    put('other/server.json', { name: 'io.example/other', packages: [], version: '1' })
    put('third/server.json', { name: 'io.example/third', packages: [], remotes: [{ url: 'https://tickets.example/mcp' }], version: '1' })
    valueOf(await scanSource(staff.admin, { sourceId: (await one()).source.id }))
    await scan()
    const namesOf = (items: readonly ItemRow[]) => items.map(({ name }) => name).sort()
    const all = (await inbox()).items
    for (const [match, has] of [['yes', true], ['no', false]] as const) {
      const shown = await inbox({ match })
      expect([shown.total, namesOf(shown.items)]).toEqual([shown.items.length, namesOf(all.filter(({ matches }) => matches.length > 0 === has))])
      expect(shown.items.length).toBeGreaterThanOrEqual(2)
    }
    const item = await one({ q: 'night-batch' })
    expect(await refusalOf(mergeItem(staff.owner, { foundId: item.id, version: item.version + 1, target: { kind: 'agent', id: agent.id } }))).toMatchObject({ code: 'conflict' })
    valueOf(await mergeItem(staff.owner, { foundId: item.id, version: item.version, target: { kind: 'agent', id: agent.id } }))
    expect(await one({ state: 'merged' })).toMatchObject({ id: item.id, decision: { by: staff.owner.name, target: { id: agent.id, name: 'Night-Batch' } } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'discovery.item.merge', subjectId: item.id, detail: { into: agent.id } })
    const server = await one({ kind: 'mcp_server' })
    expect(await refusalOf(mergeItem(staff.owner, { foundId: server.id, version: server.version, target: { kind: 'agent', id: agent.id } }))).toMatchObject({ code: 'conflict' })
  })

  it('what was ignored comes back when it changes, and not before', async () => {
    put('mcp.json', client('one'))
    const [before, after] = ['a'.repeat(40), 'b'.repeat(40)]
    put('.git/HEAD', 'ref: refs/heads/main\n')
    put('.git/refs/heads/main', `${before}\n`)
    put('.git/config', '[remote "origin"]\n\turl = https://me:my-password@git.example/agents.git\n')
    const { id } = await source()
    await scan()
    const item = await one()
    const checkoutOf = async (): Promise<unknown> => valueOf(await getItem(staff.owner, { foundId: item.id })).evidence.checkout
    expect(await checkoutOf()).toEqual({ commit: before, branch: 'main', remote: 'https://git.example/agents.git' })
    expect(await refusalOf(ignoreItem(staff.analyst, { foundId: item.id, version: item.version, reason: 'not mine' }))).toMatchObject({ code: 'denied' })
    valueOf(await ignoreItem(staff.owner, { foundId: item.id, version: item.version, reason: 'A developer tries it out' }))
    expect((await inbox()).total).toBe(0)
    const again = async () => {
      valueOf(await scanSource(staff.admin, { sourceId: id }))
      await scan()
    }
    // Another commit, of which nothing is said here, is no change; the evidence is of that one.
    put('.git/refs/heads/main', `${after}\n`)
    await again()
    expect(await checkoutOf()).toMatchObject({ commit: after })
    expect(await one({ state: 'ignored' })).toMatchObject({ id: item.id, came_back: false, decision: { reason: 'A developer tries it out' } })
    put('mcp.json', { mcpServers: { ...client('one').mcpServers, payments: { url: 'https://pay.example/mcp' } } })
    await again()
    expect(await one()).toMatchObject({ id: item.id, state: 'open', came_back: true, decision: { reason: 'A developer tries it out' } })
    valueOf(await noteRegistered(staff.owner, { foundId: item.id, agentId: (await makeAgent(staff, { name: 'Desk' })).agent.id }))
    expect(await one({ state: 'registered' })).toMatchObject({ came_back: false, decision: { target: { name: 'Desk' }, reason: null } })
    valueOf(await reopenItem(staff.owner, { foundId: item.id }))
    expect(await one()).toMatchObject({ id: item.id, state: 'open' })
  })

  it('ignores all that a filter shows, when that is what was seen', async () => {
    for (const name of ['a', 'b', 'c']) put(`${name}/mcp.json`, client())
    put('server.json', { name: 'io.example/x', packages: [], version: '1' })
    await source()
    await scan()
    const ask = (count: number) => ignoreMany(staff.owner, { filter: { kind: 'mcp_client' }, count, reason: 'Desks of developers' })
    expect(await refusalOf(ask(2))).toMatchObject({ code: 'conflict', detail: expect.stringContaining('3 now') })
    expect((await inbox()).total).toBe(4)
    expect(valueOf(await ask(3))).toEqual({ ignored: 3 })
    expect((await inbox()).items.map(({ kind }) => kind)).toEqual(['mcp_server'])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'discovery.item.ignore', detail: { count: 3 } })
  })

  it('is one’s own: another company’s things are not there, and pages follow one another', async () => {
    for (const name of ['a', 'b', 'c']) put(`${name}/mcp.json`, client())
    await source()
    await scan()
    const theirs = await makeStaff()
    const item = await one()
    expect((await inbox({}, theirs.owner)).total).toBe(0)
    expect(await refusalOf(getItem(theirs.owner, { foundId: item.id }))).toEqual({ code: 'not_found' })
    expect(await refusalOf(ignoreItem(theirs.owner, { foundId: item.id, version: 1, reason: 'not theirs' }))).toEqual({ code: 'not_found' })
    const first = await inbox({ limit: 2 })
    const second = await inbox({ limit: 2, cursor: first.next })
    expect([...first.items, ...second.items].map(({ path }) => path)).toEqual(['c/mcp.json', 'b/mcp.json', 'a/mcp.json'])
    expect((await inbox({ q: 'B/mcp' })).items).toHaveLength(1)
    expect((await inbox({ q: '%' })).total).toBe(0)
  })
})

describe('secrets', () => {
  it('[55] are kept as keyed fingerprints, and nowhere else', async () => {
    put('a/mcp.json', client())
    put('b/mcp.json', client())
    put('c/mcp.json', { mcpServers: { x: { command: 'x', env: { API_KEY: '${API_KEY}' } } } })
    const { id } = await source()
    await scan()
    const { items, tiers, progress } = valueOf(await listCredentials(staff.auditor, {}))
    expect(items.map(({ tier, path, places, missing }) => ({ tier, path, places, missing }))).toEqual([
      { tier: 5, path: 'b/mcp.json', places: 2, missing: ['vaulted', 'unique'] },
      { tier: 5, path: 'a/mcp.json', places: 2, missing: ['vaulted', 'unique'] },
      { tier: 4, path: 'c/mcp.json', places: 0, missing: ['vaulted', 'unique'] },
    ])
    expect(items[0]?.fingerprint).toBe(items[1]?.fingerprint)
    expect(tiers.find(({ tier }) => tier === 5)).toEqual({ tier: 5, open: 2, gone: 0 })
    expect(progress.at(-1)).toMatchObject({ open: 3, gone: 0 })
    const detail = valueOf(await getItem(staff.owner, { foundId: items[0]?.holder?.id }))
    expect(detail).toMatchObject({ tier: 5, credentials: [{ what: 'TICKETS_PASSWORD, in clear text', line: 1 }] })

    // Not the value, and not what it could be guessed by: in no row of no table.
    const rows = await everyRow()
    expect(rows).not.toContain('correct-horse-battery')
    const digest = (await import('node:crypto')).createHash('sha256').update('lanyard secret\0').update('correct-horse-battery').digest('base64url')
    expect(rows).toContain(settings.fingerprint(staff.tenantId, digest))
    expect(rows).not.toContain(digest)

    put('a/mcp.json', { mcpServers: { tickets: { command: 'tickets', env: { TICKETS_PASSWORD: '${TICKETS_PASSWORD}' } } } })
    valueOf(await scanSource(staff.admin, { sourceId: id }))
    await scan()
    const after = valueOf(await listCredentials(staff.auditor, {}))
    expect(after.tiers.filter(({ tier }) => tier >= 4)).toEqual([{ tier: 4, open: 2, gone: 0 }, { tier: 5, open: 1, gone: 1 }])
    expect(after.progress.at(-1)).toMatchObject({ gone: 1 })
    expect(valueOf(await listCredentials(staff.auditor, { gone: 'true' })).items.map(({ path }) => path)).toEqual(['a/mcp.json'])
  })
})

describe('a hard-coded secret of an agent', () => {
  it('has the agent reviewed, once for each value, where that is switched on', async () => {
    const { agent } = await makeAgent(staff, { name: 'Desk' })
    valueOf(await setTrigger(staff.admin, { event: 'secret', enabled: true, fallback: staff.admin.id }))
    for (const name of ['a', 'b']) put(`${name}/mcp.json`, client())
    const { id } = await source()
    await scan()
    await openTriggered()
    expect(valueOf(await listCampaigns(staff.admin, {})).items).toEqual([])
    const told = async () => (await asOwner(`select payload->>'agentId' as agent, payload->>'because' as because from outbox where topic = 'agent.event' and tenant_id = $1 and key like 'secret:%'`, staff.tenantId)).rows
    expect(await told()).toEqual([])

    for (const item of (await inbox()).items) valueOf(await mergeItem(staff.owner, { foundId: item.id, version: item.version, target: { kind: 'agent', id: agent.id } }))
    await openTriggered()
    const reviews = async () => valueOf(await listCampaigns(staff.admin, {})).items.map(({ trigger, value, name }) => ({ trigger, value, name }))
    expect(await reviews()).toEqual([{ trigger: 'secret', value: agent.id, name: 'Desk: a hard-coded secret was found with it: TICKETS_PASSWORD, in clear text' }])
    valueOf(await scanSource(staff.admin, { sourceId: id }))
    await scan()
    await openTriggered()
    expect(await told()).toEqual([{ agent: agent.id, because: 'a hard-coded secret was found with it: TICKETS_PASSWORD, in clear text' }])

    // Another value, in a file that is known to be the agent's: found by the scan alone.
    put('a/mcp.json', { mcpServers: { tickets: { command: 'tickets', env: { TICKETS_PASSWORD: 'wrong-horse-battery' } } } })
    valueOf(await scanSource(staff.admin, { sourceId: id }))
    await scan()
    await openTriggered()
    expect(await told()).toHaveLength(2)
    // The review is open still: it says so there.
    expect(await reviews()).toHaveLength(1)
    expect((await entriesOf(staff.tenantId)).filter(({ action, result }) => action === 'reviews.trigger.open' && result === 'ok')).toHaveLength(2)
  })
})

describe('who calls and is nobody', () => {
  it('is one thing of the inbox for each server, and comes back when it calls on another day', async () => {
    const slug = `files-${staff.tenantId.slice(-6)}`
    valueOf(await registerToolServer({ gatewayUrl: 'http://gateway.test' })(staff.admin, { slug, title: 'Files', transport: { kind: 'http', url: 'http://files.internal/mcp' } }))
    const call = (occurredAt: Date, count = 1) =>
      hotTransaction('system', (pool) =>
        appendBatch(pool, testCalls(staff.tenantId, count, () => ({ actor: { kind: 'point', id: newId(), name: 'gateway' }, agentId: null, chain: [], toolServer: slug, tool: 'not-read', result: 'denied', reason: 'signature', occurredAt }))),
      )
    const yesterday = new Date(Date.now() - 86_400_000)
    await call(yesterday, 3)
    await call(yesterday)
    await asWorker(noteStrangers)
    await asWorker(noteStrangers)
    const item = await one({ kind: 'gateway_caller' })
    expect(item).toMatchObject({ name: `Unknown caller at ${slug}`, state: 'open', last_seen_at: yesterday.toISOString(), source: { name: 'Enforcement points' } })
    expect(valueOf(await getItem(staff.owner, { foundId: item.id })).evidence.notes[0]).toContain('4 calls')
    valueOf(await ignoreItem(staff.owner, { foundId: item.id, version: item.version, reason: 'A test of somebody' }))
    await asWorker(noteStrangers)
    expect((await inbox()).total).toBe(0)
    await call(new Date())
    await asWorker(noteStrangers)
    expect(await one()).toMatchObject({ id: item.id, came_back: true })
  })
})

describe('what people send', () => {
  const found = (path: string) => ({ kind: 'mcp_client', path, at: 'mcpServers', name: 'Cursor', document: { platform: 'mcp_client' }, written_at: null })
  const totals = { files: 1, understood: { 'MCP client configuration': 1 }, explained: {}, unread: 0 }

  it('is added part by part, by who began it, until it is ended', async () => {
    const begun = valueOf(await beginRun(staff.owner, { sent_by: 'command', name: 'laptop:/home' }))
    const add = (by: TestPerson, ...paths: string[]) => addPart(settings)(by, { scanId: begun.id, found: paths.map(found) })
    expect(await refusalOf(add(staff.admin, 'x'))).toMatchObject({ code: 'separated' })
    expect(valueOf(await add(staff.owner, 'a/mcp.json', 'b/mcp.json'))).toMatchObject({ found: 2, fresh: 2 })
    expect(valueOf(await add(staff.owner, 'a/mcp.json'))).toMatchObject({ fresh: 2, changed: 0 })
    valueOf(await endRun(staff.owner, { scanId: begun.id, totals, seen: 'all' }))
    expect(await refusalOf(add(staff.owner, 'c'))).toMatchObject({ code: 'wrong_state' })

    const next = valueOf(await beginRun(staff.owner, { sent_by: 'command', name: 'laptop:/home' }))
    valueOf(await addPart(settings)(staff.owner, { scanId: next.id, found: [found('a/mcp.json')] }))
    expect(valueOf(await endRun(staff.owner, { scanId: next.id, totals, seen: { files: ['a/mcp.json'] } }))).toMatchObject({ gone: 0 })
    const last = valueOf(await beginRun(staff.owner, { sent_by: 'command', name: 'laptop:/home' }))
    expect(valueOf(await endRun(staff.owner, { scanId: last.id, totals, seen: { files: ['b/mcp.json'] } }))).toMatchObject({ gone: 1 })
    expect(await refusalOf(beginRun(staff.auditor, { sent_by: 'upload', name: 'Files' }))).toMatchObject({ code: 'denied' })
  })
})

async function asOwner(sql: string, ...values: unknown[]): Promise<pg.QueryResult> {
  const connection = new pg.Client({ connectionString: database.ownerUrl })
  await connection.connect()
  try {
    return await connection.query(sql, values)
  } finally {
    await connection.end()
  }
}

/** Everything that is kept of this company's discovery, and its ledger. */
async function everyRow(): Promise<string> {
  const rows = await read(staff.tenantId, async (tx) => [await tx.discoveryItem.findMany(), await tx.discoveryCredential.findMany(), await tx.discoveryRun.findMany(), await tx.ledgerEntry.findMany()])
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
