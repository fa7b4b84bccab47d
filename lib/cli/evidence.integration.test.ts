import { testNotificationSecrets } from '@/lib/testing/notification-secrets'
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, type ServerType } from '@hono/node-server'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { managementApi } from '@/lib/api/server'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { publishedHead } from '@/lib/identity/ledger'
import { cliEnvironment } from '@/lib/kernel/environment'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { sealed, tampered, testCalls } from '@/lib/testing/ledger'
import { noteSigner, openCheckpoint, readVerifier } from '@/lib/tlog'
import type { CliContext } from './context'
import { run } from './program'

const database = await testDatabase()
const ROOT = 'root-token-of-this-installation'
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 5))
const faults: unknown[] = []
let folder: string
let staff: Staff
let owner: pg.Client
let server: ServerType
let issuer: string

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  folder = mkdtempSync(join(tmpdir(), 'lanyard-evidence-'))
  staff = await makeStaff()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const port = await freePort()
  issuer = `http://127.0.0.1:${port}`
  const api = managementApi({ issuer, gatewayUrl: 'http://gateway.test', trustDomain: 't', rootToken: ROOT, company: staff.tenantId, ...testNotificationSecrets, receiverSecret: (id: string) => `secret of ${id}`, makeSigningKeys: async () => [], signerOf, log: (_event, fields) => void faults.push(fields) })
  server = serve({ fetch: api.fetch, port, hostname: '127.0.0.1' })
  await sealed(staff.tenantId, testCalls(staff.tenantId, 800, (n) => ({ ...(n % 5 === 0 ? { rootPersonId: staff.owner.id } : {}), ...(n % 7 === 0 ? { result: 'denied', reason: 'scope' } : {}) })), signerOf)
})
afterAll(async () => {
  server.close()
  await owner.end()
  await closeDatabase()
  rmSync(folder, { recursive: true, force: true })
})

/** The command as somebody runs it; `home` is where it keeps the keys that it trusts. */
async function lanyard(args: readonly string[], { home = 'home', authority = issuer } = {}) {
  const [out, err]: [string[], string[]] = [[], []]
  const environment = cliEnvironment({ LANYARD_HOME: join(folder, home), XDG_CONFIG_HOME: join(folder, 'config'), LANYARD_ISSUER: authority, LANYARD_ROOT_TOKEN: ROOT })
  const context: CliContext = { environment, out: (text) => void out.push(text), say: (text) => void err.push(text), isInteractive: false, openBrowser: () => undefined }
  return { code: await run(args, context), out: out.join('\n'), err: err.join('\n') }
}
const at = (name: string) => join(folder, name)
async function exported(name: string, ...args: string[]): Promise<string> {
  const { code, err } = await lanyard(['export', '--format', 'jsonl', '--out', at(name), ...args])
  expect([code, err], err).toEqual([0, expect.stringContaining('exported')])
  return at(name)
}
/** Verifies with nothing but the files and the key: no authority is there to ask. */
const verify = (files: string[], ...args: string[]) => lanyard(['verify', ...files, ...args], { authority: 'http://127.0.0.1:1' })

describe('an export by the command', () => {
  it.each(EXPORT_FORMATS)('as %s is verified offline, and every entry of it is there', async (format) => {
    const file = at(`all.${format}`)
    const done = await lanyard(['export', '--format', format, '--out', file])
    expect(done.code, done.err).toBe(0)
    expect(existsSync(`${file}.part`)).toBe(false)
    const verdict = await verify([file])
    expect(verdict.code, verdict.err).toBe(0)
    expect(verdict.out).toMatch(/intact: 1,2\d\d entries \(positions 0 to 1,\d{3}\) of the log log\.test\/log\//)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length - (format === 'csv' ? 1 : 0)
    expect(verdict.out).toContain(`${lines.toLocaleString('en')} entries`)
  })

  it('holds what the filter means, with the outcomes of its calls, and nothing else', async () => {
    const read = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    const mine = read(await exported('mine.jsonl', '--person', staff.owner.id))
    expect(mine.filter(({ action }) => action === 'tool.call')).toHaveLength(160)
    expect(mine.filter(({ action }) => action === 'tool.outcome')).toHaveLength(80)
    for (const entry of mine) expect(entry.root_person_id).toBe(staff.owner.id)
    const denied = read(await exported('denied.jsonl', '--result', 'denied', '--tool', 'read_file'))
    expect(denied.filter(({ action }) => action === 'tool.call').every(({ result }) => result === 'denied')).toBe(true)
    expect((await verify([at('denied.jsonl'), at('mine.jsonl')])).code).toBe(0)
    const calls = read(await exported('kind.jsonl', '--action', 'tool.call'))
    expect([calls.filter(({ action }) => action === 'tool.call').length, new Set(calls.map(({ action }) => action))]).toEqual([800, new Set(['tool.call', 'tool.outcome'])])
    expect(readFileSync(await exported('halts.jsonl', '--action', 'containment.halt'), 'utf8')).toBe('')
    expect(await lanyard(['export', '--format', 'jsonl', '--out', at('x'), '--source', 'nobody'])).toMatchObject({ code: 2 })
    expect(await lanyard(['export', '--format', 'jsonl', '--out', at('x'), '--review', staff.owner.id, '--tool', 'read_file'])).toMatchObject({ code: 1, err: expect.stringContaining('takes no other filter') })
    expect((await exported('imported.jsonl', '--source', 'okta')).length > 0 && (await verify([at('imported.jsonl')])).out).toContain('intact: 0 entries')
    expect(read(await exported('none.jsonl', '--until', '2000-01-01T00:00:00Z').then((file) => (writeFileSync(`${file}.copy`, '[]'), `${file}.copy`)))).toEqual([[]])
    expect((await verify([at('none.jsonl')])).out).toContain('intact: 0 entries')
  })

  it('is in the record before its first line leaves, with who asked and for what', async () => {
    await exported('asked.jsonl', '--result', 'denied')
    const { rows } = await owner.query(`select actor_kind, result, subject_name, detail from ledger_entry where action = 'ledger.export' and tenant_id = $1 order by occurred_at desc limit 1`, [staff.tenantId])
    expect(rows[0]).toMatchObject({ actor_kind: 'root', result: 'ok', detail: { format: 'jsonl', filter: { result: 'denied', show: 'all' } }, subject_name: expect.stringMatching(/^\d+ entries as jsonl$/) })
  })

  it('is refused in a sentence when it is asked for wrongly, and leaves nothing behind', async () => {
    expect((await lanyard(['export', '--format', 'xml', '--out', at('x')])).code).toBe(2)
    expect(await lanyard(['export', '--format', 'csv', '--out', at('x'), '--since', 'yesterday'])).toMatchObject({ code: 1, err: expect.stringContaining('since') })
    expect(await lanyard(['export', '--format', 'csv', '--out', at('no/such/folder')])).toMatchObject({ code: 1, err: expect.stringContaining('nothing was kept') })
    expect([existsSync(at('x')), existsSync(at('x.part'))]).toEqual([false, false])
  })
})

describe('an export that whoever asked for it leaves', () => {
  it('ends at the authority, too, and makes room for the next', async () => {
    const ask = (signal?: AbortSignal) => fetch(`${issuer}/api/v1/ledger/export?format=ocsf`, { headers: { authorization: `Bearer ${ROOT}` }, ...(signal ? { signal } : {}) })
    // More than there are places: each is given back once the authority hears that nobody is there.
    for (let n = 0; n < 8; n++) {
      const leave = new AbortController()
      let response: Response | null = null
      await expect.poll(async () => (response = await ask(leave.signal)).status, { timeout: 30_000 }).toBe(200)
      await (response as Response | null)?.body?.getReader().read()
      leave.abort()
    }
    await expect.poll(async () => (await ask().then(async (response) => (await response.text(), response.status))), { timeout: 30_000 }).toBe(200)
    const reading = await Promise.all(Array.from({ length: 12 }, () => ask()))
    expect(new Set(reading.map(({ status }) => status))).toEqual(new Set([200, 429]))
    for (const response of reading) await response.text()
    expect(faults).toEqual([])
  }, 180_000)
})

describe('trust', () => {
  it('is in a key that was got from somewhere else: without one nothing is called intact', async () => {
    const file = await exported('trust.jsonl')
    const nobody = await lanyard(['verify', file], { home: 'nobody' })
    expect(nobody).toMatchObject({ code: 1, out: '' })
    expect(nobody.err).toContain('lanyard log trust')
    expect(nobody.err).not.toContain('intact')
    const key = signerOf(staff.tenantId).vkey
    expect(await lanyard(['log', 'trust'], { home: 'nobody' })).toMatchObject({ code: 0, out: key })
    expect((await lanyard(['verify', file], { home: 'nobody' })).code).toBe(0)
    expect((await lanyard(['verify', file, '--key', key], { home: 'none' })).code).toBe(0)
    const forger = noteSigner(`log.test/log/${staff.tenantId}`, Buffer.alloc(32, 6)).vkey
    expect(await lanyard(['verify', file, '--key', forger])).toMatchObject({ code: 1, err: expect.stringContaining('was not signed with the log’s key') })
    expect(await lanyard(['verify', file, '--key', 'nonsense'])).toMatchObject({ code: 1, err: expect.stringContaining('is no key of a log') })
    writeFileSync(join(folder, 'nobody', 'log-keys'), `${forger}\n`)
    expect(await lanyard(['log', 'trust'], { home: 'nobody' })).toMatchObject({ code: 1, err: expect.stringContaining('another key than the one trusted') })
  })

  it('says what is missing when a file is alone', async () => {
    writeFileSync(at('alone.jsonl'), '{}\n')
    expect(await verify([at('alone.jsonl')])).toMatchObject({ code: 1, err: expect.stringContaining('nothing to verify') })
    expect(await verify([at('absent.jsonl')])).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') })
  })
})

describe('an entry by the command', () => {
  it('is verified by its proof alone, and a change in it found', async () => {
    const { rows } = await owner.query<{ entry_id: string }>('select entry_id from ledger_leaf where tenant_id = $1 and position = 431', [staff.tenantId])
    const done = await lanyard(['log', 'proof', rows[0]?.entry_id ?? '', '--out', at('entry.json')])
    expect(done.code, done.err).toBe(0)
    expect(await verify([at('entry.json')])).toMatchObject({ code: 0, out: expect.stringContaining('the entry at position 431 of the log') })
    expect((await verify([at('entry.json.tlog-proof'), at('entry.json')])).code).toBe(0)
    writeFileSync(at('entry.json'), readFileSync(at('entry.json'), 'utf8').replace('read_file', 'read_fjle'))
    expect(await verify([at('entry.json')])).toMatchObject({ code: 1, err: expect.stringContaining('tampered: the entry is not the one at position 431') })
  })
})

describe('[46] evidence names the first bad entry', () => {
  const change = async (name: string, edit: (lines: string[]) => string[]) => {
    const file = await exported(name)
    writeFileSync(file, edit(readFileSync(file, 'utf8').trimEnd().split('\n')).map((line) => `${line}\n`).join(''))
    return verify([file])
  }
  it.each([
    ['a flipped bit', (lines: string[]) => lines.toSpliced(203, 1, (lines[203] as string).replace('inv-bot', 'inv-bou')), 'line 204 (position 203) was changed'],
    ['a deleted entry', (lines: string[]) => lines.toSpliced(203, 1), 'the entry at position 203, which was line 204, was removed'],
    ['two that changed places', (lines: string[]) => lines.toSpliced(203, 2, lines[204] as string, lines[203] as string), 'line 204 is out of order'],
    ['one put in', (lines: string[]) => lines.toSpliced(203, 0, (lines[7] as string).replace('allowed', 'denied')), 'line 204 was inserted'],
    ['a tail cut off', (lines: string[]) => lines.slice(0, 1_000), 'the file was truncated before line 1,001'],
  ])('%s in the file', async (_what, edit, words) => {
    expect(await change('46.jsonl', edit)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(words) })
  })

  it('in the database, by who owns it', async () => {
    const before = (await owner.query<{ purpose: string; entry_id: string }>('select e.purpose, l.entry_id from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = $1 and position = 555', [staff.tenantId])).rows[0] ?? expect.fail('no entry')
    await tampered(owner, () => owner.query('update ledger_entry set purpose = $2 where id = $1', [before.entry_id, 'another purpose']))
    for (const format of EXPORT_FORMATS) {
      const file = at(`db.${format}`)
      expect((await lanyard(['export', '--format', format, '--out', file])).code).toBe(0)
      expect(await verify([file]), format).toMatchObject({ code: 1, err: expect.stringContaining(`line ${format === 'csv' ? 557 : 556} (position 555) was changed`) })
    }
    await tampered(owner, () => owner.query('update ledger_entry set purpose = $2 where id = $1', [before.entry_id, before.purpose]))
    expect((await verify([await exported('db.jsonl')])).code).toBe(0)

    await owner.query('create temp table gone as select * from ledger_entry where id = $1', [before.entry_id])
    await tampered(owner, () => owner.query('delete from ledger_entry where id = $1', [before.entry_id]))
    expect(await verify([await exported('db.jsonl')])).toMatchObject({ code: 1, err: expect.stringContaining('the entry at position 555, which was line 556, was removed') })
    await tampered(owner, () => owner.query('insert into ledger_entry select * from gone'))

    const leaf = (await owner.query<{ leaf_hash: Buffer }>('select leaf_hash from ledger_leaf where tenant_id = $1 and position = 20', [staff.tenantId])).rows[0]?.leaf_hash
    await tampered(owner, () => owner.query(`update ledger_leaf set leaf_hash = sha256('forged') where tenant_id = $1 and position = 20`, [staff.tenantId]))
    expect(await verify([await exported('db.jsonl')])).toMatchObject({ code: 1, err: expect.stringContaining('line 21 (position 20) was changed') })
    await tampered(owner, () => owner.query('update ledger_leaf set leaf_hash = $2 where tenant_id = $1 and position = 20', [staff.tenantId, leaf]))
  })

  it('and an old backup that was put back, by a checkpoint that was kept outside', async () => {
    const kept = at('kept.checkpoint')
    expect((await lanyard(['log', 'checkpoint', '--out', kept])).code).toBe(0)
    const verifier = readVerifier(signerOf(staff.tenantId).vkey) ?? expect.fail('no key')
    const size = openCheckpoint(readFileSync(kept, 'utf8'), verifier)?.size ?? expect.fail('no checkpoint')
    const early = await exported('early.jsonl')
    await sealed(staff.tenantId, testCalls(staff.tenantId, 30), signerOf)

    // Grown since: the export carries the proof when it is told of the checkpoint, and where it holds all entries it needs none.
    expect(await verify([await exported('grown.jsonl', '--person', staff.owner.id)], '--checkpoint', kept)).toMatchObject({ code: 1, err: expect.stringContaining('--checkpoint FILE') })
    expect(await verify([await exported('grown.jsonl', '--person', staff.owner.id, '--checkpoint', kept)], '--checkpoint', kept)).toMatchObject({ code: 0, out: expect.stringContaining('agrees with the outside checkpoint') })
    expect((await verify([await exported('grown.jsonl')], '--checkpoint', kept)).code).toBe(0)
    const later = at('later.checkpoint')
    expect((await lanyard(['log', 'checkpoint', '--out', later])).code).toBe(0)
    expect(await verify([early], '--checkpoint', later)).toMatchObject({ code: 1, err: expect.stringContaining('If this evidence is older') })
    expect((await lanyard(['log', 'checkpoint', '--since', `${early}.manifest.json`, '--out', later])).code).toBe(0)
    expect((await verify([early], '--checkpoint', later)).code).toBe(0)

    // An old backup: everything after entry 900 never happened, and the log goes on from there.
    await tampered(owner, async () => {
      await owner.query('delete from ledger_entry e using ledger_leaf l where l.entry_id = e.id and l.tenant_id = $1 and l.position >= 900', [staff.tenantId])
      for (const table of ['ledger_leaf where position >= 900 and', 'ledger_node where level > 0 and index >= 3 and', 'ledger_checkpoint where']) await owner.query(`delete from ${table} tenant_id = $1`, [staff.tenantId])
    })
    await sealed(staff.tenantId, testCalls(staff.tenantId, 20), signerOf)
    expect((await publishedHead(staff.tenantId))?.size).toBeLessThan(size)
    const restored = await exported('restored.jsonl')
    expect((await verify([restored])).code).toBe(0) // by itself it is a log like any other
    expect(await verify([restored], '--checkpoint', kept)).toMatchObject({ code: 1, err: expect.stringContaining(`truncated or restored from an old backup: it had ${size.toLocaleString('en')} entries`) })
    expect(await lanyard(['export', '--format', 'jsonl', '--out', at('no.jsonl'), '--checkpoint', kept])).toMatchObject({ code: 1, err: expect.stringContaining('it was cut back') })

    await sealed(staff.tenantId, testCalls(staff.tenantId, 600), signerOf)
    expect(await verify([await exported('overgrown.jsonl')], '--checkpoint', kept)).toMatchObject({ code: 1, err: expect.stringContaining('the log was rewritten') })
    expect(await verify([await exported('overgrown.jsonl', '--result', 'denied', '--checkpoint', kept)], '--checkpoint', kept)).toMatchObject({ code: 1, err: expect.stringContaining('the log was rewritten') })
  }, 90_000)
})
