import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { migrate } from '@/lib/db/migrate'
import { makePartitions } from '@/lib/jobs/partitions'
import { newId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { sealed, testCalls } from '@/lib/testing/ledger'
import { makeTenant } from '@/lib/testing/people'
import { noteSigner } from '@/lib/tlog'
import { appendBatch, verifyLog } from '.'

const MIGRATIONS = resolve('prisma/migrations')
const MINE = readdirSync(MIGRATIONS).find((name) => name.endsWith('_ledger_partitions')) as string
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 5))
const database = await testDatabase()
let owner: pg.Client
let folder: string
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  folder = mkdtempSync(join(tmpdir(), 'lanyard-partitions-'))
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
  rmSync(folder, { recursive: true, force: true })
})
const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await owner.query<T>(sql, values)).rows
const idAt = (at: Date): string => v7({ msecs: at.getTime() })
const placeOf = async (id: string) => (await rows<{ place: string }>('select tableoid::regclass::text as place from ledger_entry where id = $1', [id]))[0]?.place
const quarter = (at: Date) => `ledger_${at.getUTCFullYear()}_q${Math.floor(at.getUTCMonth() / 3) + 1}`

describe('the ledger by time', () => {
  it('takes over the rows that are there, and their seals, without another way to reach or to change them', async () => {
    await owner.query('create database earlier')
    const url = new URL(database.ownerUrl)
    url.pathname = '/earlier'
    cpSync(MIGRATIONS, folder, { recursive: true })
    for (const name of readdirSync(folder)) if (name >= MINE && /^\d/.test(name)) rmSync(join(folder, name), { recursive: true })
    await migrate(url.href, folder)
    const earlier = new pg.Client({ connectionString: url.href })
    await earlier.connect()
    try {
      await earlier.query(`insert into tenant (id, slug, name, kind) values ('01900000-0000-7000-8000-00000000be4c', 'one', 'One', 'company')`)
      const far = idAt(new Date('2100-01-01'))
      const ids = [idAt(new Date('2025-01-01')), newId(), far]
      for (const id of ids) await earlier.query(`insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name) values ($1, '01900000-0000-7000-8000-00000000be4c', now(), 'a.b', 'ok', 'job', 'j', 'J')`, [id])
      const whole = `select json_agg(e order by id)::text as all from ledger_entry e`
      const before = (await earlier.query(whole)).rows
      await migrate(url.href, MIGRATIONS)
      expect((await earlier.query(whole)).rows).toEqual(before)
      expect((await earlier.query('select tableoid::regclass::text as place from ledger_entry order by id')).rows.map(({ place }) => place)).toEqual(['ledger_before', 'ledger_before', 'ledger_default'])
      for (const table of ['ledger_entry', 'ledger_before', 'ledger_default'])
        for (const sql of [`delete from ${table}`, `update ${table} set purpose = 'x'`, `truncate ${table}`]) await expect(earlier.query(sql)).rejects.toThrow(/insert-only/)
      const lacking = `select p.indexrelid::regclass from pg_index p where p.indrelid = 'ledger_entry'::regclass and exists (
        select from ledger_partitions() l where not exists (select from pg_inherits i join pg_index c on c.indexrelid = i.inhrelid where i.inhparent = p.indexrelid and c.indrelid = l.name::regclass))`
      expect((await earlier.query(lacking)).rows).toEqual([])
    } finally {
      await earlier.end()
      await owner.query('drop database earlier with (force)')
    }
  })

  it('has a place for this quarter, the next, what is older and what nobody expects; partitions are nobody’s but the owner’s', async () => {
    expect(await makePartitions()).toEqual([])
    const tenantId = await makeTenant()
    const now = new Date()
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3, 1))
    const ids = { now: newId<'ledger_entry'>(), next: idAt(next), old: idAt(new Date('2024-02-02')), far: idAt(new Date('2100-01-01')) }
    const [call] = testCalls(tenantId, 1)
    if (!call) return expect.fail('no call')
    await hotTransaction('system', (client) => appendBatch(client, Object.values(ids).map((id) => ({ ...call, id }))))
    expect([await placeOf(ids.now), await placeOf(ids.next), await placeOf(ids.old), await placeOf(ids.far)]).toEqual([quarter(now), quarter(next), 'ledger_before', 'ledger_default'])
    for (const name of ['ledger_before', 'ledger_default', quarter(now)]) {
      await expect(hotTransaction('system', (client) => client.query(`select from ${name}`))).rejects.toThrow(/permission denied/)
      await expect(hotTransaction('system', (client) => client.query(`insert into ${name} select * from ledger_entry limit 1`))).rejects.toThrow(/permission denied/)
      await expect(owner.query(`truncate ${name}`)).rejects.toThrow(/insert-only/)
    }
    await expect(hotTransaction('system', (client) => client.query(`select ledger_make_partition('mine', null, '${ids.old}')`))).rejects.toThrow(/permission denied/)
    const other = await makeTenant()
    expect((await hotTransaction(other, (client) => client.query('select from ledger_entry where id = any($1)', [Object.values(ids)]))).rowCount).toBe(0)
  })

  it('seals across partitions in one log, and finds an entry by its id in one of them', async () => {
    const tenantId = await makeTenant()
    const calls = testCalls(tenantId, 60, (n) => ({ id: idAt(new Date(n % 3 === 0 ? '2024-03-01' : Date.now())) }))
    expect(await sealed(tenantId, calls, signerOf)).toBe(calls.length)
    expect(await verifyLog(tenantId)).toEqual({ intact: true, entries: calls.length })
    const plan = await rows<{ 'QUERY PLAN': string }>(`explain (costs off) select * from ledger_entry where id = '${calls[1]?.id}'`)
    expect(plan.map((row) => row['QUERY PLAN']).filter((line) => / on ledger_/.test(line))).toHaveLength(1)
    // Sealed, and gone: it does not come back beside its leaf.
    const old = calls[0]?.id ?? ''
    await owner.query('alter table ledger_entry detach partition ledger_before')
    await owner.query(`alter table ledger_before rename to taken_away`)
    expect(await makePartitions()).toEqual(['ledger_before'])
    await expect(hotTransaction('system', (client) => appendBatch(client, calls.slice(0, 1)))).rejects.toThrow(`entry ${old} was sealed before`)
  })

  it('moves what waited in the default partition to its quarter, once that is made', async () => {
    const now = new Date()
    const tenantId = await makeTenant()
    await owner.query(`drop table ${quarter(now)}`)
    const calls = testCalls(tenantId, 4)
    await hotTransaction('system', (client) => appendBatch(client, calls))
    expect(await placeOf(calls[0]?.id ?? '')).toBe('ledger_default')
    const before = await rows('select e.*, e.xid::text as x from ledger_entry e where tenant_id = $1 order by id', [tenantId])
    expect(await makePartitions()).toEqual([quarter(now)])
    expect(await placeOf(calls[0]?.id ?? '')).toBe(quarter(now))
    expect(await rows('select e.*, e.xid::text as x from ledger_entry e where tenant_id = $1 order by id', [tenantId])).toEqual(before)
    await expect(owner.query('delete from ledger_default')).rejects.toThrow(/insert-only/)
    expect(await makePartitions()).toEqual([])
  })

  it('gives up making one while the ledger is read at length, and nobody waits behind it', async () => {
    const now = new Date()
    await owner.query(`alter table ledger_entry detach partition ${quarter(now)}; alter table ${quarter(now)} rename to aside`)
    await owner.query('begin; select count(*) from ledger_entry')
    await expect(makePartitions()).rejects.toThrow(/lock timeout/)
    await owner.query('commit')
    expect(await makePartitions()).toEqual([quarter(now)])
  })
})
