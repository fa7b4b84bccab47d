import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import type { Actor } from '../actor'
import { appendBatch, getEvent, getHead, listEvents, sequence, sumUse, verifyLog, type HotEntry } from '.'

const database = await testDatabase()
const tenantId = newId<'tenant'>()
const otherTenant = newId<'tenant'>()
const reader = (of: TenantId): Actor => ({ kind: 'person', tenantId: of, id: newId<'person'>(), name: 'R. Eader', role: 'auditor', session: 's' })

const entry = (over: Partial<HotEntry> = {}): HotEntry => ({
  id: newId<'ledger_entry'>(),
  tenantId,
  occurredAt: new Date(),
  action: 'tool.call',
  result: 'allowed',
  actor: { kind: 'agent', id: newId<'agent'>(), name: 'inv-bot' },
  toolServer: 'files',
  tool: 'read_file',
  ...over,
})
const write = (entries: HotEntry[]) => hotTransaction('system', (client) => appendBatch(client, entries))

/** A transaction that is open anywhere in the cluster, another test's database included, holds the sequencer back. */
async function sealAll(): Promise<void> {
  await expect.poll(async () => (await sequence(), await unsealed()), { timeout: 20_000, interval: 20 }).toBe(0)
}

async function unsealed(): Promise<number> {
  const { rows } = await owner.query('select count(*)::int as n from ledger_entry e where not exists (select from ledger_leaf l where l.entry_id = e.id)')
  return rows[0].n
}

let owner: pg.Client
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  for (const [id, slug] of [[tenantId, 'one'], [otherTenant, 'two']])
    await owner.query(`insert into tenant (id, slug, name, kind) values ($1, $2, $2, 'company')`, [id, slug])
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
})

describe('the log', () => {
  it('gives every committed entry one place, links it to all before it, and verifies', async () => {
    await write(Array.from({ length: 50 }, () => entry()))
    await write([entry({ tenantId: otherTenant })])
    await sealAll()
    expect(await verifyLog(tenantId)).toEqual({ intact: true, entries: 50 })
    expect(await verifyLog(otherTenant)).toEqual({ intact: true, entries: 1 })
  })

  it('never skips an entry whose transaction commits late', async () => {
    const late = new pg.Client({ connectionString: database.authorityUrl })
    await late.connect()
    await late.query('begin')
    await late.query(`select set_config('lanyard.tenant', 'system', true)`)
    const held = entry()
    await appendBatch(late as unknown as pg.PoolClient, [held])
    await write([entry(), entry()])
    for (let i = 0; i < 5; i++) await sequence()
    const before = await verifyLog(tenantId)
    await late.query('commit')
    await late.end()
    await sealAll()
    const after = await verifyLog(tenantId)
    expect([before, after]).toEqual([
      { intact: true, entries: 50 },
      { intact: true, entries: 53 },
    ])
  })

  it('seals each entry once when many processes sequence at the same time under load', async () => {
    const writers = Array.from({ length: 20 }, () => write(Array.from({ length: 10 }, () => entry())))
    const sequencers = Array.from({ length: 6 }, async () => {
      for (let i = 0; i < 10; i++) await sequence()
    })
    await Promise.all([...writers, ...sequencers])
    await sealAll()
    expect(await verifyLog(tenantId)).toEqual({ intact: true, entries: 253 })
  })

  it('is in the order of transactions, and skips none, where their numbers get a digit more in a backlog of many batches', async () => {
    const [log, agent] = [newId<'tenant'>(), newId<'agent'>()]
    const xids = Array.from({ length: 9 }, (_, n) => 96 + n).flatMap((xid) => [xid, xid, xid])
    await owner.query(`insert into tenant (id, slug, name, kind) values ($1, 'long', 'long', 'company')`, [log])
    await owner.query(
      `insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name, agent_id, xid)
       select id, $1, now(), 'tool.call', 'allowed', 'agent', 'a', 'A', $4, xid from unnest($2::uuid[], $3::xid8[]) u(id, xid)`,
      [log, xids.map(() => newId()), xids, agent],
    )
    await owner.query(`update ledger_cursor set xid = '1'; update agent_use_cursor set xid = '1'`)
    await expect.poll(async () => (await sequence(4), await unsealed()), { timeout: 20_000, interval: 5 }).toBe(0)
    const { rows } = await owner.query('select e.xid::text as xid from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = $1 order by l.position', [log])
    expect(rows.map(({ xid }) => Number(xid))).toEqual(xids)
    expect(await verifyLog(log)).toEqual({ intact: true, entries: xids.length })

    for (let turns = 0; turns < 100 && (await sumUse(4)); turns++);
    expect((await owner.query('select sum(allowed)::int as calls from agent_use where agent_id = $1', [agent])).rows).toEqual([{ calls: xids.length }])
  })

  it('refuses UPDATE, DELETE and TRUNCATE to the services and to the owner of the schema', async () => {
    const service = new pg.Client({ connectionString: database.authorityUrl })
    await service.connect()
    await service.query(`select set_config('lanyard.tenant', 'system', false)`)
    for (const client of [service, owner])
      for (const table of ['ledger_entry', 'ledger_leaf'])
        for (const sql of [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`, `truncate ${table}`])
          await expect(client.query(sql), sql).rejects.toThrow(/permission denied|insert-only/)
    await service.end()
  })

  it('names the first entry that somebody changed behind its back', async () => {
    await owner.query('alter table ledger_entry disable trigger all')
    const { rows } = await owner.query('select entry_id from ledger_leaf where tenant_id = $1 and position = 7', [tenantId])
    await owner.query(`update ledger_entry set result = 'denied' where id = $1`, [rows[0].entry_id])
    expect(await verifyLog(tenantId)).toEqual({ intact: false, position: '7', problem: 'the entry is not the one that was sealed' })
    await owner.query(`update ledger_entry set result = 'allowed' where id = $1`, [rows[0].entry_id])
    await owner.query('alter table ledger_entry enable trigger all')
    expect(await verifyLog(tenantId)).toMatchObject({ intact: true })
  })
})

describe('reading it', () => {
  it('pages newest first without losing or repeating one', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listEvents(reader(tenantId), { cursor, limit: 100 })
      if (!page.ok) throw new Error(page.refusal.code)
      seen.push(...page.value.items.map((item) => item.id))
      cursor = page.value.next ?? undefined
    } while (cursor)
    expect(seen.length).toBe(253)
    expect(new Set(seen).size).toBe(253)
  })

  it('finds everything below an agent, with its outcome, as a sentence', async () => {
    const top = newId<'agent'>()
    const call = entry({ chain: [top, newId<'agent'>()], purpose: 'FIN-212' })
    await write([call, entry({ action: 'tool.outcome', result: 'cut', reason: 'containment', causeId: call.id, detail: { ms: 12 } })])
    const found = await listEvents(reader(tenantId), { agent: top })
    if (!found.ok) throw new Error(found.refusal.code)
    expect(found.value.items).toMatchObject([{ id: call.id, outcome: { result: 'cut', ms: 12 } }])
    const words = found.value.items[0]?.sentence.map((part) => ('text' in part ? part.text : part.name)).join('')
    expect(words).toMatch(/^inv-bot called read_file on files because “FIN-212”, through .*: cut, because the agent, or one above it/)
  })

  it('[39] shows another tenant nothing: neither in a list nor by id', async () => {
    const mine = entry()
    await write([mine])
    const stranger = reader(otherTenant)
    expect(await getEvent(stranger, { eventId: mine.id })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    const list = await listEvents(stranger, { show: 'all' })
    expect(list.ok && list.value.items.length).toBe(1)
    expect(await getEvent(reader(tenantId), { eventId: mine.id })).toMatchObject({ ok: true, value: { id: mine.id, leaf: null } })
  })

  it('says how far it is sealed', async () => {
    await sealAll()
    const head = await getHead(reader(tenantId), {})
    expect(head).toMatchObject({ ok: true, value: { entries: 256, sealed: 256, lag_ms: 0 } })
    await write([entry()])
    expect(await getHead(reader(tenantId), {})).toMatchObject({ ok: true, value: { entries: 257, sealed: 256 } })
  })

  it('[31] refuses filters that are not plain values', async () => {
    for (const person of [{ not: '' }, [], 'x', 5, null])
      expect(await listEvents(reader(tenantId), { person }), String(person)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
  })
})

describe('looking for what happened', () => {
  const where = newId<'tenant'>()
  const [top, middle, leaf] = [newId<'agent'>(), newId<'agent'>(), newId<'agent'>()]
  const deep = Array.from({ length: 8 }, () => newId<'agent'>())
  const person = newId<'person'>()
  const order = newId<'containment_order'>()
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
  const ids = Array.from({ length: 7 }, () => newId<'ledger_entry'>())
  const search = async (filter: object, of = where) => {
    const page = await listEvents(reader(of), { show: 'all', ...filter })
    return page.ok ? page.value.items.map(({ id }) => ids.indexOf(id as (typeof ids)[number])) : page.refusal
  }

  beforeAll(async () => {
    await owner.query(`insert into tenant (id, slug, name, kind) values ($1, 'three', 'three', 'company')`, [where])
    await owner.query(`insert into person (id, tenant_id, email, name, role, status) values ($1, $2, 'm.ito@example.com', 'M. Ito', 'owner', 'active')`, [person, where])
    const of = (n: number, over: Partial<HotEntry>): HotEntry => entry({ id: ids[n] as string, tenantId: where, occurredAt: at(n), ...over })
    await write([
      of(0, { chain: [top], agentId: top, runId: 'run-a', purpose: 'Pay invoice FIN-212', detail: { parameters: { path: '/invoices/2026/acme.json' } } }),
      of(1, { chain: [top, middle], agentId: middle, runId: 'run-b', rootPersonId: person, tool: 'write_file' }),
      of(2, { chain: [top, middle, leaf], agentId: leaf, runId: 'run-b', result: 'denied', reason: 'scope' }),
      of(3, { chain: [leaf], agentId: leaf, runId: 'run-c', actor: { kind: 'agent', id: leaf, name: 'acme-bot' } }),
      of(4, { chain: deep, agentId: deep[7] as string }),
      of(5, { action: 'containment.halt', result: 'ok', chain: [...deep, top], causeId: order, subject: { kind: 'agent', id: deep[0] as string, name: 'a & b | c:* \\ \'d' } }),
      of(6, { action: 'access.person.invite', result: 'ok', actor: { kind: 'person', id: person, name: 'M. Ito' } }),
    ])
    await owner.query(
      `insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, covered, snapshot_digest, epoch, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       values ($1, $2, 'sub_tree', 'suspend', $3, 'x', '{}', 'd', 1, 'root', 'root', 'root', now())`,
      [order, where, deep[0]],
    )
    await owner.query(`insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch) values ($1, $2, 'agent', $3, 1)`, [order, where, top])
  })

  it('an agent is found wherever it stands in a chain, and where an order covers it', async () => {
    expect(await search({ agent: top })).toEqual([5, 2, 1, 0])
    expect(await search({ agent: middle })).toEqual([2, 1])
    expect(await search({ agent: leaf })).toEqual([3, 2])
    expect(await search({ agent: deep[7] })).toEqual([5, 4])
    expect(await search({ agent: top, person })).toEqual([1])
    expect(await search({ agent: top }, otherTenant)).toEqual([])
  })

  it('a page of an agent’s events goes on where the last one ended', async () => {
    const first = await listEvents(reader(where), { show: 'all', agent: top, limit: 2 })
    const cursor = first.ok ? first.value.next : null
    expect(await search({ agent: top, limit: 2, cursor })).toEqual([1, 0])
  })

  it('a run is found by its name', async () => expect(await search({ run: 'run-b' })).toEqual([2, 1]))

  it('words are found in names, tools, purposes, reasons and parameters', async () => {
    expect(await search({ text: 'FIN-212' })).toEqual([0])
    expect(await search({ text: 'acme' })).toEqual([3, 0])
    expect(await search({ text: 'acme invo' })).toEqual([0])
    expect(await search({ text: 'invo acme' })).toEqual([])
    expect(await search({ text: '/invoices/2026/acme.json' })).toEqual([0])
    expect(await search({ text: 'write_file' })).toEqual([1])
    expect(await search({ text: 'denied', agent: middle })).toEqual([2])
    expect(await search({ text: 'ITO' })).toEqual([6])
    expect(await search({ text: 'acme', person })).toEqual([])
    expect(await search({ text: 'acme', until: at(2).toISOString() })).toEqual([0])
    expect(await search({ text: 'acme' }, otherTenant)).toEqual([])
  })

  it('[41] what is no word is told, and what looks like a query is words', async () => {
    for (const text of ['&', ':*', "'", '()', ' - ', '\\']) expect(await search({ text }), text).toMatchObject({ code: 'invalid' })
    for (const text of ["a' | 'b", 'a & !b', 'a:*', "x')); drop table agent; --", 'a <-> b', '\\x']) expect(Array.isArray(await search({ text })), text).toBe(true)
    expect(await search({ text: 'a & b | c:*' })).toEqual([5])
  })

  it('[39] the search knows no tenant but the one that asks', async () => {
    const service = new pg.Client({ connectionString: database.authorityUrl })
    await service.connect()
    const call = `select count(*) from ledger_search('''acme'':*', null, null, null, null, null, null, null, null, null, null, null, null, 50, null)`
    await expect(service.query(call)).rejects.toThrow(/lanyard.tenant/)
    await service.query(`select set_config('lanyard.tenant', 'system', false)`)
    await expect(service.query(call)).rejects.toThrow(/uuid/)
    await service.end()
  })
})
