import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded'
import { migrate } from '@/lib/db/migrate'
import { prepareRoles } from '@/lib/db/roles'
import { verifyExport } from '@/lib/evidence'
import type { TenantId } from '@/lib/kernel/ids'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { testDatabase } from '@/lib/testing/database'
import { ledgerProcess, type LedgerProcess } from '@/lib/testing/ledger-process'
import { makePerson, makeTenant } from '@/lib/testing/people'
import { noteSigner, openCheckpoint, readVerifier, verifyConsistency } from '@/lib/tlog'
import { exportLedger, headSince, publishCheckpoints, publishedHead, sequence, verifyLog } from '.'

/** More under soak, which has a PostgreSQL of its own: it is killed as well, which would end every other test's work. */
const KILLS = Number(process.env.SOAK_LEDGER_KILLS ?? 3)
const OWN_SERVER = KILLS > 10
const BACKEND_EVERY = 10
const POSTMASTER_EVERY = 50
/** Processes at work at once, as several authorities are. */
const BESIDE = OWN_SERVER ? 3 : 2
/** Between two kills. Each process lives through as many as there are processes: long enough to seal and to sign now and then. */
const BETWEEN_MS_MAX = 900
const BACK_MS = 90_000

const shared = OWN_SERVER ? null : await testDatabase()
const seed = Buffer.alloc(32, 11)
const signerOf = (tenant: string) => noteSigner(`log.test/log/${tenant}`, seed)
let urls: { authorityUrl: string; ownerUrl: string }
let server: EmbeddedPostgres | null = null
let home = ''
let tenants: TenantId[]
beforeAll(async () => {
  if (shared) urls = shared
  else {
    home = mkdtempSync(join(tmpdir(), 'lanyard-kills-'))
    chmodSync(home, 0o711)
    server = await startEmbeddedPostgres(home, { log: () => undefined })
    await migrate(server.ownerUrl, resolve('prisma/migrations'))
    const kek = randomBytes(32) as KeyEncryptionKey
    urls = { ownerUrl: server.ownerUrl, ...(await prepareRoles(server.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })) }
  }
  openDatabase(urls.authorityUrl)
  tenants = [await makeTenant(), await makeTenant()]
}, 180_000)
afterAll(async () => {
  await closeDatabase()
  await (postmaster ?? server?.postmaster)?.stop()
  if (home !== '') rmSync(home, { recursive: true, force: true })
}, 60_000)
let postmaster: EmbeddedPostgres['postmaster'] | null = null

/** As somebody does who was cut off: again, until it answers. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const ends = Date.now() + BACK_MS; ; await pause(100)) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > ends) throw error
    }
  }
}
const asOwner = <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  again(async () => {
    const client = new pg.Client({ connectionString: urls.ownerUrl })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<T>(sql, values)).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  })

const told = { kept: new Set<string>(), takenBack: new Set<string>() }
/** Heads as anybody outside has seen them. */
const seen = new Map<TenantId, Map<number, string>>()
function hear(line: string): void {
  const [sign, ...ids] = line.split(' ')
  const set = sign === '+' ? told.kept : sign === '-' ? told.takenBack : null
  for (const id of ids) if (id.length === 36) set?.add(id)
}
async function look(): Promise<void> {
  for (const tenantId of tenants) {
    const head = await publishedHead(tenantId).catch(() => null)
    if (!head) continue
    const heads = seen.get(tenantId) ?? new Map<number, string>()
    seen.set(tenantId, heads)
    expect(heads.get(head.size) ?? head.note).toBe(head.note)
    heads.set(head.size, head.note)
  }
}

const begin = (): Promise<LedgerProcess> => ledgerProcess({ mode: 'append', url: urls.authorityUrl, seed: seed.toString('hex'), tenants }, hear)
/** Until this process has acknowledged something: one that is killed before it has begun shows nothing. */
async function untilTold(by: LedgerProcess | undefined): Promise<void> {
  const from = by?.lines.length ?? 0
  for (const ends = Date.now() + BACK_MS; !by?.lines.slice(from).some((line) => line.startsWith('+')); await pause(5)) if (Date.now() > ends) throw new Error(`nothing was acknowledged for ${BACK_MS} ms`)
}

/** The process itself; or a backend that it is served by, which takes the whole server down with it; or the server. */
async function kill(turn: number, victim: LedgerProcess): Promise<'process' | 'backend' | 'postmaster'> {
  if (server && turn % POSTMASTER_EVERY === POSTMASTER_EVERY - 1) {
    const { pid, exited } = postmaster ?? server.postmaster
    process.kill(pid, 'SIGKILL')
    await exited
    postmaster = await server.relaunch()
    return 'postmaster'
  }
  if (server && turn % BACKEND_EVERY === BACKEND_EVERY - 1) {
    const [backend] = await asOwner<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'lanyard-hot' and state <> 'idle' order by random() limit 1`)
    if (backend) {
      process.kill(backend.pid, 'SIGKILL')
      return 'backend'
    }
  }
  await victim.kill()
  return 'process'
}

describe(`SIGKILL, ${KILLS} times, of processes that append and seal`, () => {
  const killed = { process: 0, backend: 0, postmaster: 0 }
  it('[49] loses nothing that was acknowledged, keeps nothing by halves, and seals each entry once', async () => {
    postmaster = server?.postmaster ?? null
    Object.assign(killed, { process: 0, backend: 0, postmaster: 0 })
    const running = await Promise.all(Array.from({ length: BESIDE }, begin))
    for (let turn = 0; turn < KILLS; turn++) {
      const at = turn % BESIDE
      await untilTold(running[at])
      await pause(Math.random() * BETWEEN_MS_MAX)
      await look()
      const what = await kill(turn, running[at] as LedgerProcess)
      killed[what]++
      if (what === 'process') running[at] = await begin()
    }
    await untilTold(running[KILLS % BESIDE])
    await Promise.all(running.map((one) => one.kill()))
    expect(killed.process + killed.backend + killed.postmaster).toBe(KILLS)

    await expect
      .poll(async () => {
        await again(sequence)
        await again(() => publishCheckpoints(signerOf))
        return asOwner('select from ledger_entry e where not exists (select from ledger_leaf l where l.entry_id = e.id) limit 1')
      }, { timeout: BACK_MS })
      .toEqual([])
    const sealed = await asOwner<{ id: string }>('select l.entry_id as id from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = any($1)', [tenants])
    const ids = new Set(sealed.map(({ id }) => id))
    expect(ids.size).toBe(sealed.length)
    expect(told.kept.size).toBeGreaterThan(KILLS)
    expect([...told.kept].filter((id) => !ids.has(id))).toEqual([])
    expect([...told.takenBack].filter((id) => ids.has(id))).toEqual([])
  }, 120_000 + KILLS * 30_000)

  it('[46] leaves a log that verifies, here and by an export alone, under heads of which each continues the one before', async () => {
    for (const tenantId of tenants) {
      await expect.poll(async () => ((await publishCheckpoints(signerOf)), (await publishedHead(tenantId))?.size), { timeout: BACK_MS }).toBe(await leaves(tenantId))
      expect(await verifyLog(tenantId)).toEqual({ intact: true, entries: await leaves(tenantId) })
      const verifier = readVerifier(signerOf(tenantId).vkey) ?? expect.fail('no key')
      await look()
      const heads = [...(seen.get(tenantId) ?? [])].sort(([a], [b]) => a - b).map(([, note]) => openCheckpoint(note, verifier) ?? expect.fail(note))
      expect(heads.length).toBeGreaterThan(0)
      for (const [n, next] of heads.entries()) {
        const before = heads[n - 1]
        if (!before) continue
        const between = await headSince(tenantId, before.size, next.size)
        expect(verifyConsistency(before.size, next.size, before.root, next.root, between?.hashes ?? expect.fail('no proof')), `${before.size} to ${next.size}`).toBe(true)
      }
      const admin = await makePerson(tenantId)
      const exported = await exportLedger({ issuer: 'http://a', signerOf })(admin, { format: 'jsonl' })
      if (!exported.ok) return expect.fail(JSON.stringify(exported.refusal))
      const lines = exported.value.write()
      let manifest = ''
      const chunks = async function* () {
        for (let step = await lines.next(); ; step = await lines.next()) {
          if (step.done) return void (manifest = step.value)
          yield Buffer.from(step.value)
        }
      }
      // The manifest comes last: the file is kept until then.
      const file: Buffer[] = []
      for await (const chunk of chunks()) file.push(chunk)
      const check = await verifyExport((async function* () { yield* file })(), manifest, [signerOf(tenantId).vkey]) // prettier-ignore
      expect(check.ok ? check.value.manifest.count : check.fault).toBe(await leaves(tenantId))
    }
    const [signed] = await asOwner<{ heads: number }>('select count(*)::int as heads from ledger_checkpoint where tenant_id = any($1)', [tenants])
    if (OWN_SERVER) process.stdout.write(`${JSON.stringify({ killed, acknowledged: told.kept.size, signed: signed?.heads, seen: [...seen.values()].map(({ size }) => size) })}\n`)
  }, 120_000 + KILLS * 1_000)
})

const leaves = async (tenantId: TenantId): Promise<number> => Number((await asOwner<{ n: string }>('select count(*)::text as n from ledger_leaf where tenant_id = $1', [tenantId]))[0]?.n)
