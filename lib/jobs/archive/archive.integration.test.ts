import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreBackup } from '@/lib/backup/restore-backup'
import { writeBackup } from '@/lib/backup/write-backup'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { migrationsIn } from '@/lib/db/migrate'
import { verifyEntry, verifyExport } from '@/lib/evidence'
import { exportLedger, getArchived, getEvent, getProof, getRetention, holdLedger, listArchives, listEvents, proofWith, readBundle, releaseLedger, setRetention, streamLines, verifyLog } from '@/lib/identity/ledger'
import { cliEnvironment } from '@/lib/kernel/environment'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { run } from '@/lib/cli/program'
import { testDatabase } from '@/lib/testing/database'
import { emptyDatabase } from '@/lib/testing/empty-database'
import { sealed, tampered, testCalls } from '@/lib/testing/ledger'
import { ledgerProcess } from '@/lib/testing/ledger-process'
import { entriesOf, makePerson, makeTenant, type TestPerson } from '@/lib/testing/people'
import { noteSigner } from '@/lib/tlog'
import { archiveRound } from './archive-round'
import { archiveReader } from './read-archive'

const database = await testDatabase()
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 6))
let owner: pg.Client
let folder: string
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  folder = mkdtempSync(join(tmpdir(), 'lanyard-archive-'))
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
  rmSync(folder, { recursive: true, force: true })
})
const settings = () => ({ folder, signerOf, entriesMax: 60, blockLines: 25 })
const need = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => (result.ok ? result.value : expect.fail(JSON.stringify(result.refusal)))
const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await owner.query<T>(sql, values)).rows

type Aged = { tenantId: TenantId; admin: TestPerson; part: string; old: string[]; size: number }
let years = 2
/** A company with `count` entries in a quarter long past, sealed then, and some of today. Each in a quarter of its own. */
async function agedLog(count: number): Promise<Aged> {
  const tenantId = await makeTenant()
  const admin = await makePerson(tenantId, { role: 'admin' })
  const year = new Date().getUTCFullYear() - years++
  const part = `ledger_${year}_q2`
  const at = (n: number) => new Date(Date.UTC(year, 4, 1) + n * 60_000)
  await owner.query(`alter table ledger_entry detach partition ledger_before; drop table ledger_before`)
  await owner.query(`select ledger_make_partition('${part}', ledger_id_at('${year}-04-01'), ledger_id_at('${year}-07-01')); select ledger_make_partitions()`)
  let n = 0
  const old = testCalls(tenantId, count).slice(0, count).map((call) => ({ ...call, id: v7({ msecs: at(n).getTime() }), occurredAt: at(n++) }))
  await sealed(tenantId, old, signerOf)
  await tampered(owner, () => owner.query('update ledger_leaf set sealed_at = $2 where tenant_id = $1', [tenantId, at(n)]))
  const size = await sealed(tenantId, testCalls(tenantId, 9), signerOf)
  return { tenantId, admin, part, old: old.map(({ id }) => id), size }
}
const inDatabase = async (ids: string[]) => (await rows<{ n: number }>('select count(*)::int as n from ledger_entry where id = any($1)', [ids]))[0]?.n
const filesOf = (tenantId: string) => (existsSync(join(folder, tenantId)) ? readdirSync(join(folder, tenantId)) : [])

describe('entries that are older than the retention', () => {
  it('leave for files that are verified by themselves; the log, proofs and heads are as they were', async () => {
    const { tenantId, admin, part, old, size } = await agedLog(150)
    const proofBefore = need(await getProof(admin, { eventId: old[3] }))
    expect(await archiveRound(settings())).toEqual([{ part, files: 3, entries: 150, removed: 150, kept: null }])
    expect(await inDatabase(old)).toBe(0)
    expect(await archiveRound(settings())).toEqual([])
    expect(await verifyLog(tenantId)).toEqual({ intact: true, entries: size, archived: 150 })

    // Each file by the command alone, with no installation to ask.
    const files = filesOf(tenantId).filter((name) => name.endsWith('.jsonl.gz')).map((name) => join(folder, tenantId, name))
    expect([files.length, filesOf(tenantId).length]).toEqual([3, 9])
    const said: string[] = []
    const verify = (...names: string[]) => run(['verify', '--key', signerOf(tenantId).vkey, ...names], { environment: cliEnvironment({ LANYARD_HOME: folder, XDG_CONFIG_HOME: folder, LANYARD_ISSUER: 'http://127.0.0.1:1' }), out: (text) => void said.push(text), say: (text) => void said.push(text), isInteractive: false, openBrowser: () => undefined })
    expect([await verify(...filesOf(tenantId).map((name) => join(folder, tenantId, name))), said.filter((line) => line.includes('intact')).length]).toEqual([0, 3])
    writeFileSync(join(folder, 'cut.jsonl.gz'), readFileSync(files[0] as string).subarray(0, -20))
    writeFileSync(join(folder, 'cut.jsonl.gz.manifest.json'), readFileSync(`${files[0]}.manifest.json`))
    expect(await verify(join(folder, 'cut.jsonl.gz'))).toBe(1)
    expect(said.at(-2)).toContain('tampered')

    // One entry: not in the database, and where it is; proved by the file, under a later head.
    expect(await getEvent(admin, { eventId: old[3] })).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
    const { leaf, archive } = need(await getArchived(admin, { eventId: old[3] }))
    expect([leaf.position, archive.removed_at === null, existsSync(join(folder, archive.file))]).toEqual(['3', false, true])
    const proved = need(await proofWith({ readArchive: archiveReader(folder) })(admin, { eventId: old[3] }))
    expect([proved.entry, verifyEntry(proved.entry, proved.proof, [proved.vkey]).ok]).toEqual([proofBefore.entry, true])
    expect(await proofWith({ readArchive: archiveReader(join(folder, 'elsewhere')) })(admin, { eventId: old[3] })).toMatchObject({ ok: false })
    // A bundle reaches over blocks and files.
    const bundle = need(await readBundle({ readArchive: archiveReader(folder) })(admin, { start: 0, end: size }))
    expect(bundle.entries.map((entry) => (JSON.parse(entry) as { id: string }).id).slice(0, 150)).toEqual(old)
    expect(await getArchived(await makePerson(await makeTenant()), { eventId: old[3] })).toMatchObject({ ok: false })

    // What is read over the whole: lists, an export, a stream from the beginning.
    expect(need(await listEvents(admin, { show: 'all', limit: 100 })).items.every(({ id }) => !old.includes(id))).toBe(true)
    const exported = need(await exportLedger({ issuer: 'http://a', signerOf })(admin, { format: 'jsonl' }))
    const [lines, texts] = [exported.write(), [] as string[]]
    let next = await lines.next()
    for (; !next.done; next = await lines.next()) texts.push(next.value)
    const check = await verifyExport((async function* () { yield Buffer.from(texts.join('')) })(), next.value, [signerOf(tenantId).vkey]) // prettier-ignore
    expect([check.ok, exported.count]).toEqual([true, size - 150])
    const streamed = await streamLines(tenantId, { from: 0, format: 'jsonl', issuer: 'http://a', actions: [], results: [] })
    expect([streamed.lines[0]?.position, streamed.next >= size]).toEqual([150, true])

    const { items } = need(await listArchives(admin, { limit: 2 }))
    expect(items.map(({ first_position }) => first_position)).toEqual([120, 60])
    const recorded = (await entriesOf(tenantId)).filter(({ action }) => action.startsWith('ledger.archive'))
    expect(recorded.map(({ action }) => action)).toEqual(['ledger.archive', 'ledger.archive', 'ledger.archive', 'ledger.archive.remove'])
    expect(recorded[0]?.detail).toMatchObject({ entries: 60, first_position: 0, last_position: 59, sha256: items.at(-1)?.sha256.length === 64 ? expect.any(String) : '' })
  })

  it('stay while a hold stands, an incident is open, the retention is longer, or their file is not what was written', async () => {
    const { tenantId, admin, part, old } = await agedLog(20)
    need(await holdLedger(admin, { reason: 'litigation 7/26' }))
    expect(await archiveRound(settings())).toEqual([{ part, files: 1, entries: 20, removed: 0, kept: 'it is held: litigation 7/26' }])
    expect(await archiveRound(settings())).toEqual([{ part, files: 0, entries: 0, removed: 0, kept: 'it is held: litigation 7/26' }])
    expect(filesOf(tenantId)).toHaveLength(3)
    need(await releaseLedger(admin, {}))

    const order = newId()
    await owner.query(`insert into incident (id, tenant_id, number, grain, subject_id, subject_name, playbook_slug, playbook_version, playbook_name, opened_at, opened_by, opened_by_name)
      values ($1, $2, 4, 'agent', $1, 'a', 'p', 1, 'P', (select max(occurred_at) + interval '30 days' from ledger_entry where id = any($3)), 'x', 'X')`, [order, tenantId, old])
    expect(await archiveRound(settings())).toMatchObject([{ removed: 0, kept: 'incident 4 is open' }])
    await owner.query('update incident set resolved_at = now(), resolved_by = $2, resolved_by_name = $2, cause = $2 where id = $1', [order, 'X'])
    need(await setRetention(admin, { days: 20_000 }))
    expect(await archiveRound(settings())).toMatchObject([{ removed: 0, kept: 'an entry is younger than the retention' }])
    expect(await setRetention(admin, { days: 182 })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    await expect(owner.query('update ledger_retention set days = 182 where tenant_id = $1', [tenantId])).rejects.toThrow(/ledger_retention_days/)
    need(await setRetention(admin, { days: 200 }))

    const file = join(folder, tenantId, filesOf(tenantId).find((name) => name.endsWith('.gz')) ?? '')
    const good = readFileSync(file)
    const bad = Buffer.from(good)
    bad[good.length >> 1]! ^= 1
    writeFileSync(file, bad)
    for (const _twice of [1, 2]) expect(await archiveRound(settings())).toMatchObject([{ removed: 0, kept: expect.stringContaining('it is not the file that was recorded') }])
    rmSync(file)
    expect(await archiveRound(settings())).toMatchObject([{ removed: 0, kept: expect.stringContaining('is not there') }])
    expect(need(await getRetention(admin, {}))).toMatchObject({ days: 200, minimum: 183, hold: null, archived: { files: 1, entries: 20, removed: 0 }, problems: [{ problem: expect.stringContaining('is not there') }] })
    expect(await inDatabase(old)).toBe(20)
    // The database does not take it from the service alone.
    await expect(hotTransaction('system', (client) => client.query('select * from ledger_remove_part($1)', [part]))).rejects.toThrow(/in no archive whose file was found good/)
    for (const sql of ['delete from ledger_archive', 'update ledger_archive set removed_at = now()', `update ledger_archive set sha256 = ''`]) await expect(hotTransaction('system', (client) => client.query(sql))).rejects.toThrow(/permission denied/)
    await expect(owner.query('delete from ledger_archive')).rejects.toThrow(/insert-only/)

    writeFileSync(file, good)
    expect(await archiveRound(settings())).toEqual([{ part, files: 0, entries: 0, removed: 20, kept: null }])
    const recorded = (await entriesOf(tenantId)).map(({ action, result }) => `${action} ${result}`).filter((one) => /^ledger\.(archive|retention)/.test(one))
    expect(recorded).toEqual(['ledger.retention.hold ok', 'ledger.archive ok', 'ledger.retention.release ok', 'ledger.retention.set ok', 'ledger.retention.set ok', 'ledger.archive.check failed', 'ledger.archive.remove ok'])
  })

  it('leave once, however the process ends: killed between a file and its record, and between its record and the removal', async () => {
    const { tenantId, part, old, size } = await agedLog(70)
    const work = { mode: 'archive', url: database.authorityUrl, seed: Buffer.alloc(32, 6).toString('hex'), folder, entriesMax: 60 } as const
    const [inTheWay, within] = [new pg.Client({ connectionString: database.ownerUrl }), () => inDatabase(old)]
    await inTheWay.connect()
    const waits = (sql: string) => expect.poll(async () => (await rows(sql)).length, { timeout: 90_000, interval: 5 }).toBeGreaterThan(0)
    try {
      // The file is there, under its name; that it is, is recorded by nobody.
      await inTheWay.query('select pg_advisory_lock($1, 0)', [LOCK.ledgerArchive])
      const first = await ledgerProcess(work)
      await waits(`select from pg_locks where locktype = 'advisory' and classid = ${LOCK.ledgerArchive} and not granted`)
      await first.kill()
      expect([filesOf(tenantId).filter((name) => name.endsWith('.gz')).length, await rows('select from ledger_archive where tenant_id = $1', [tenantId]), await within()]).toEqual([1, [], 70])
      await inTheWay.query('select pg_advisory_unlock_all()')

      // Both are recorded, and the partition is about to go.
      await inTheWay.query(`begin; lock table ${part} in access share mode`)
      const second = await ledgerProcess(work)
      await waits(`select from pg_locks where locktype = 'relation' and mode = 'AccessExclusiveLock' and relation = '${part}'::regclass and not granted`)
      await second.kill()
      expect([(await rows<{ n: number }>('select entries as n from ledger_archive where tenant_id = $1 and removed_at is null order by first_position', [tenantId])).map(({ n }) => n), await within()]).toEqual([[60, 10], 70])
      await inTheWay.query('rollback')

      expect((await (await ledgerProcess(work)).done).code).toBe(0)
    } finally {
      await inTheWay.end()
    }
    expect([await within(), await archiveRound(settings()), await verifyLog(tenantId)]).toMatchObject([0, [], { intact: true, archived: 70 }])
    expect((await rows<{ n: number }>('select sum(entries)::int as n from ledger_archive where tenant_id = $1 and removed_at is not null', [tenantId]))[0]?.n).toBe(70)
    expect((await entriesOf(tenantId)).filter(({ action }) => action.startsWith('ledger.archive')).map(({ action }) => action)).toEqual(['ledger.archive', 'ledger.archive', 'ledger.archive.remove'])
    expect(size).toBeGreaterThan(70)
  }, 240_000)

  it('wait for a stream that has not got past them, whether it runs or not', async () => {
    const { tenantId, admin, part, old } = await agedLog(20)
    const stream = newId()
    await owner.query(`insert into ledger_stream (id, tenant_id, name, format, destination, created_by_name, position, stopped_at) values ($1, $2, 'SIEM', 'jsonl', '{"kind":"webhook","url":"https://siem.test"}', 'X', 19, now())`, [stream, tenantId])
    expect(await archiveRound(settings())).toEqual([{ part, files: 1, entries: 20, removed: 0, kept: 'the stream SIEM has not got past it' }])
    expect(need(await getRetention(admin, {}))).toMatchObject({ waits_for: ['SIEM'] })
    await owner.query('update ledger_stream set position = 20 where id = $1', [stream])
    expect(await archiveRound(settings())).toEqual([{ part, files: 0, entries: 0, removed: 20, kept: null }])
    expect([await inDatabase(old), need(await getRetention(admin, {})).waits_for]).toEqual([0, []])
  })

  it('wait for those of another company in the same part, and go on where a round ended', async () => {
    const { admin, part, old, tenantId } = await agedLog(130)
    const other = await makeTenant()
    const [call] = testCalls(other, 1)
    if (!call) return expect.fail('no call')
    const late = v7({ msecs: Number(BigInt(`0x${(old[0] as string).replaceAll('-', '').slice(0, 12)}`)) })
    await sealed(other, [{ ...call, id: late }], signerOf)
    // Ended before its second file.
    let asked = 0
    expect(await archiveRound({ ...settings(), isStopped: () => ++asked > 2 })).toMatchObject([{ files: 1, entries: 60, removed: 0 }])
    // Written by one that was killed before it was recorded: its name is taken, and it is written again.
    const [first] = filesOf(tenantId)
    renameSync(join(folder, tenantId, first ?? ''), join(folder, tenantId, `${first}.99999.part`))
    renameSync(join(folder, tenantId, `${first}.99999.part`), join(folder, tenantId, first ?? ''))
    expect(await archiveRound(settings())).toEqual([{ part, files: 2, entries: 70, removed: 0, kept: 'an entry is younger than the retention' }])
    await tampered(owner, () => owner.query(`update ledger_leaf set sealed_at = '2020-01-01' where tenant_id = $1`, [other]))
    await tampered(owner, () => owner.query(`update ledger_entry set occurred_at = '2020-01-01' where id = $1`, [late]))
    // What is not the entry that was sealed is not archived, and so nothing leaves.
    await expect(archiveRound(settings())).rejects.toThrow(/cannot be read back/)
    expect(await inDatabase(old)).toBe(130)
    await tampered(owner, () => owner.query('update ledger_entry set occurred_at = $2 where id = $1', [late, call.occurredAt]))
    await owner.query(`insert into ledger_retention (tenant_id, hold_reason, held_by_name, held_at) values ($1, 'h', 'H', now())`, [other])
    expect(await archiveRound(settings())).toMatchObject([{ removed: 0 }])
    expect(need(await getRetention(admin, {})).archived).toEqual({ files: 3, entries: 130, removed: 0 })
  })

  it('are archived in a backup, too: a restored log verifies, and the rest is archived from there', async () => {
    const { tenantId, old, size } = await agedLog(30)
    const held = await agedLog(10)
    need(await holdLedger(held.admin, { reason: 'kept for the backup' }))
    await archiveRound(settings())
    expect([await inDatabase(old), await inDatabase(held.old)]).toEqual([0, 10])
    const empty = await emptyDatabase(database)
    const file = join(folder, 'backup')
    await writeBackup(owner, file, null)
    const client = new pg.Client({ connectionString: empty.ownerUrl })
    await client.connect()
    try {
      await restoreBackup(client, { file, migrations: migrationsIn(resolve('prisma/migrations')), since: 'nothing', replace: false, admin: null })
      await client.query(`set lanyard.tenant = 'system'`)
      const check = await verifyLog(tenantId, async (_tenant, text, values) => (await client.query(text, values)).rows as unknown[])
      expect(check).toMatchObject({ intact: true, archived: 30 })
      expect(check.intact && check.entries >= size).toBe(true)
      const { rows: kept } = await client.query<{ why: string; part: string }>(`select ledger_part_kept('ledger_before') as why, (select tableoid::regclass::text from ledger_entry where id = $1) as part`, [held.old[0]])
      expect(kept).toEqual([{ why: 'it is not half a year old', part: 'ledger_before' }])
    } finally {
      await client.end()
      await empty.drop()
    }
  })
})
