import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded'
import { migrate } from '@/lib/db/migrate'
import { prepareRoles } from '@/lib/db/roles'
import { LOCK } from '@/lib/db/locks'
import { halt as haltAgent } from '@/lib/identity/containment'
import { verifyLog } from '@/lib/identity/ledger'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import type { TenantId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { GATEWAY_URL } from '@/lib/testing/authorization-server'
import { oauthAgent, post, standing, tokenRequest, type Answer, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { makePoint, proofBy, type PointKeys } from '@/lib/testing/points'
import { makeBareAgents } from '@/lib/testing/hops'
import { makePerson } from '@/lib/testing/people'
import { makeToolServers } from '@/lib/testing/tool-servers'

/** A durable PostgreSQL of this file's own, on a disk of its own where the system lets us make one, and the real authority. */
const ROOT_TOKEN = 'root-token-of-the-database-faults'
const READ = 'mcp:mail:read'
/** Nothing waits longer than this, whatever the database does: the statement's limit, and some air for a busy machine. */
const BOUND_MS = 20_000
const DISK_MB = 320
const home = mkdtempSync(join(tmpdir(), 'lanyard-faults-'))
const hasDisk = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=711`, 'tmpfs', home]).status === 0

let postgres: EmbeddedPostgres
let postmaster: EmbeddedPostgres['postmaster']
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let staff: Staff
let agent: OAuthAgent
let point: PointKeys
/** An agent of the tenant that the root token speaks for. */
let haltable: string

beforeAll(async () => {
  chmodSync(home, 0o711)
  postgres = await startEmbeddedPostgres(home, { log: () => undefined })
  postmaster = postgres.postmaster
  await migrate(postgres.ownerUrl, resolve('prisma/migrations'))
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(postgres.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  openDatabase(urls.authorityUrl)
  processes = await authorityProcesses()
  authority = await processes.start({ ...urls, ownerUrl: postgres.ownerUrl, keyEncryptionKey: kek }, { LANYARD_GATEWAY_URL: GATEWAY_URL, LANYARD_ROOT_TOKEN: ROOT_TOKEN })
  staff = await makeStaff()
  await makeToolServers(staff, ['mail'])
  agent = await oauthAgent(authority, staff, { tools: ['mail:read'] })
  await standing(staff, agent, [READ])
  point = await makePoint()
  const company = await companyId()
  const owner = await makePerson(company, { role: 'owner' })
  haltable = (await makeBareAgents({ ...staff, tenantId: company, owner }, ['halted-by-root']))[0] as string
}, 180_000)
afterAll(async () => {
  processes?.remove()
  await closeDatabase()
  await postmaster?.stop()
  if (hasDisk) spawnSync('umount', ['-l', home])
  rmSync(home, { recursive: true, force: true })
}, 60_000)

async function token(): Promise<Answer> {
  const { body, headers } = await tokenRequest(authority, agent, { grant_type: 'client_credentials' })
  return post(authority.address, '/oauth/token', body, headers)
}
async function halt(agentId: string = staff.tenantId): Promise<{ status: number; retryAfter: string | null }> {
  const { status, headers } = await fetch(`${authority.address}/api/v1/containment/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ROOT_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ agentId }), // left out it is nobody: what matters is whether the database was asked
  })
  return { status, retryAfter: headers.get('retry-after') }
}
const companyId = () => asOwner(async (client) => (await client.query<{ id: TenantId }>('select id from tenant where slug = $1', [COMPANY_SLUG])).rows[0]?.id ?? expect.fail('no company'))
/** What a point asks of the feed, and anyone of a log. */
async function feedAndLog(): Promise<unknown[]> {
  const dpop = (path: string) => proofBy(point, 'POST', `${authority.issuer}${path}`)
  const ask = async (path: string, body: unknown) => fetch(`${authority.address}${path}`, { method: 'POST', headers: { dpop: await dpop(path), 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const enrol = { code: 'a'.repeat(43), name: 'another', url: 'http://point.test', jwk: point.jwk }
  const answers = await Promise.all([ask('/feed/records', { records: [] }), ask('/feed/lease', { nonce: 'a'.repeat(22) }), ask('/feed/enrol', enrol), fetch(`${authority.address}/log/${staff.tenantId}/checkpoint`)])
  return answers.map(({ status, headers }) => ({ status, asksAgain: Number(headers.get('retry-after')) > 0 }))
}
/** Every answer says that it helps to ask again, gives nothing, and comes within the bound. */
async function expectUnavailable(requests: readonly Promise<Answer>[], began = performance.now()): Promise<void> {
  for (const { status, body, headers } of await Promise.all(requests)) {
    expect({ status, error: body['error'], retryAfter: headers.get('retry-after') }).toEqual({ status: 503, error: 'temporarily_unavailable', retryAfter: '5' })
    expect(body).not.toHaveProperty('access_token')
  }
  expect(performance.now() - began).toBeLessThan(BOUND_MS)
}
const expectRecovery = () => expect.poll(async () => (await token()).status, { timeout: 30_000, interval: 200 }).toBe(200)
const many = (count: number): Promise<Answer>[] => Array.from({ length: count }, () => token())

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
/** The postmaster first: then no backend comes to be that is not seen. */
function signalServer(signal: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(postmaster.pid, signal)
  for (const pid of readdirSync('/proc').map(Number).filter((one) => one > 0 && parentOf(one) === postmaster.pid))
    try {
      process.kill(pid, signal)
    } catch {
      // it has ended meanwhile
    }
}
function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}

describe('the database does not do its part', { timeout: 90_000 }, () => {
  it('issues while all is well', async () => {
    expect((await token()).status).toBe(200)
  })

  it('[60] is slow: a table is locked for longer than a statement may take, and more ask than there are connections', async () => {
    await asOwner(async (client) => {
      await client.query('begin; lock table delegation in access exclusive mode')
      await expectUnavailable(many(40))
      expect((await fetch(`${authority.address}/healthz`)).status).toBe(200)
      await client.query('rollback')
    })
    await expectRecovery()
  })

  it.runIf(process.platform === 'linux')('[60] hangs: its processes are stopped, and then go on', async () => {
    signalServer('SIGSTOP')
    try {
      await expectUnavailable(many(10))
    } finally {
      signalServer('SIGCONT')
    }
    await expectRecovery()
  })

  it('[24] is gone while something is to be halted: an error, never a success; and it is found again', async () => {
    const ended = postmaster.exited
    process.kill(postmaster.pid, 'SIGKILL')
    await ended
    await expectUnavailable(many(5))
    expect(await halt()).toEqual({ status: 503, retryAfter: '5' })
    // A lease is still given for as long as the epochs that it speaks of are fresh enough.
    await expect.poll(feedAndLog, { timeout: 20_000, interval: 200 }).toEqual(Array.from({ length: 4 }, () => ({ status: 503, asksAgain: true })))
    postmaster = await postgres.relaunch()
    await expectRecovery()
    expect(await halt()).toMatchObject({ status: 404 })
  })

  it('[60] ends a deadlock at the cost of ours: nothing by halves, a bounded answer, and the next one works', async () => {
    const victim = await oauthAgent(authority, staff, { tools: ['mail:read'] })
    const deadlocks = () => asOwner(async (client) => Number((await client.query<{ n: string }>('select deadlocks as n from pg_stat_database where datname = current_database()')).rows[0]?.n))
    // Whoever waits in a circle first finds it; here that is never the other session, so that ours is the one that ends.
    await asOwner((client) => client.query(`alter system set deadlock_timeout = '2s'`).then(() => client.query('select pg_reload_conf()')))
    try {
      for (const begin of [token, () => haltAgent(staff.admin, { agentId: victim.id, grain: 'agent' })]) {
        const before = await deadlocks()
        const began = performance.now()
        const answer = await asOwner(async (other) => {
          await other.query(`set deadlock_timeout = '60s'; begin; lock table ledger_entry in share row exclusive mode`)
          const asked = begin()
          await expect.poll(async () => (await other.query(`select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()) and relation = 'ledger_entry'::regclass`)).rowCount, { timeout: 30_000, interval: 10 }).toBeGreaterThan(0)
          await other.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [LOCK.containment, staff.tenantId])
          await other.query('rollback')
          return asked
        })
        // A command is done again by itself; who asks for a token hears that it helps to ask again.
        expect(answer).toMatchObject('ok' in answer ? { ok: true } : { status: 503, body: { error: 'temporarily_unavailable' } })
        expect(performance.now() - began).toBeLessThan(BOUND_MS)
        await expect.poll(deadlocks, { timeout: 30_000 }).toBeGreaterThan(before)
      }
    } finally {
      await asOwner((client) => client.query('alter system reset deadlock_timeout').then(() => client.query('select pg_reload_conf()')))
    }
    const orders = await asOwner((client) => client.query('select from containment_order where target_id = $1', [victim.id]))
    expect(orders.rowCount).toBe(1)
    await expectRecovery()
  })

  it('[60] ends an idle session: the next request has another', async () => {
    await asOwner((client) => client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'lanyard%' and datname = current_database()`))
    await expectRecovery()
  })

  it('[47] cannot keep the ledger: nothing is issued and nothing is done unrecorded', async () => {
    const counts = () => asOwner(async (client) => (await client.query('select (select count(*) from delegation) as hops, (select count(*) from agent) as agents, (select count(*) from mandate) as mandates, (select count(*) from containment_order) as orders, (select count(*) from containment_cover) as covers, (select sum(epoch) from containment_epoch) as epochs')).rows[0] as object)
    const before = await counts()
    await asOwner((client) => client.query(`create function full_ledger() returns trigger language plpgsql as $$ begin raise exception 'no room' using errcode = '53100'; end $$;
      create trigger full_ledger before insert on ledger_entry execute function full_ledger()`))
    try {
      await expectUnavailable(many(5))
      await expect(oauthAgent(authority, staff, { tools: ['mail:read'] })).rejects.toThrow()
      await expect(standing(staff, agent, [READ])).rejects.toThrow()
      // An order that nobody could find again is not given; who asks for it hears that it was not.
      expect(await halt(haltable)).toEqual({ status: 503, retryAfter: '5' })
      expect(await counts()).toEqual(before)
    } finally {
      await asOwner((client) => client.query('drop trigger full_ledger on ledger_entry; drop function full_ledger()'))
    }
    await expectRecovery()
    expect(await halt(haltable)).toMatchObject({ status: 200 })
  })

  it.runIf(hasDisk)('[60] has no disk left, and then has some again', async () => {
    const ballast = join(home, 'ballast')
    writeFileSync(ballast, '')
    let issuing = true
    // Filled to the last block, and again whenever it frees one, until it cannot even write ahead.
    for (let attempt = 0; attempt < 200 && issuing; attempt++) {
      const { bavail, bsize } = statfsSync(home)
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k', `count=${Math.ceil((Number(bavail) * bsize) / 65_536) + 1}`, 'oflag=append', 'conv=notrunc'])
      const answers = await Promise.all(many(40))
      issuing = answers.every(({ status }) => status === 200)
      if (!issuing) for (const { status, body } of answers) expect([200, 503], JSON.stringify(body)).toContain(status)
    }
    expect(issuing).toBe(false)
    rmSync(ballast)
    // It ends itself when it cannot write ahead; then its supervisor starts it again.
    if ((await Promise.race([postmaster.exited.then(() => 'ended'), pause(500, 'runs')])) === 'ended') postmaster = await postgres.relaunch()
    await expectRecovery()
  })

  it('[49] after all of which every token that was issued is in a log that verifies', async () => {
    const { rows } = await asOwner((client) => client.query<{ lost: string }>(`select count(*) as lost from delegation d where not exists (select from ledger_entry e where e.delegation_id = d.id and e.action = 'token.issue')`))
    expect(rows[0]?.lost).toBe('0')
    const unsealed = () => asOwner(async (client) => (await client.query('select 1 from ledger_entry e where not exists (select from ledger_leaf l where l.entry_id = e.id)')).rowCount)
    await expect.poll(unsealed, { timeout: 30_000 }).toBe(0)
    expect(await verifyLog(staff.tenantId)).toMatchObject({ intact: true })
    expect(await verifyLog(await companyId())).toMatchObject({ intact: true })
  })
})
