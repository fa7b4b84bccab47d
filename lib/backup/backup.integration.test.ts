import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { halt, previewHalt, requestHalt } from '@/lib/identity/containment'
import { sequence, verifyLog } from '@/lib/identity/ledger'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Staff } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { GATEWAY_URL } from '@/lib/testing/authorization-server'
import { cliProcesses, type CliProcesses } from '@/lib/testing/cli-process'
import { testDatabase } from '@/lib/testing/database'
import { emptyDatabase, type EmptyDatabase } from '@/lib/testing/empty-database'
import { FILES, oauthAgent, post, standing, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { makePerson, type TestPerson } from '@/lib/testing/people'

/** Authority and command as they are shipped, each a process; the database is a real one, saved while it is in use. */
const db = await testDatabase()
vi.setConfig({ testTimeout: 120_000 })
const KEK = db.keyEncryptionKey.toString('base64url')
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let cli: CliProcesses
let admin: TestPerson
let staff: Staff
let personToken: string
/** One halted before the backup, one after it, one never. */
let before: OAuthAgent
let after: OAuthAgent
let never: OAuthAgent
let tokens: { agent: OAuthAgent; token: string }[]
let file: string
const spare: EmptyDatabase[] = []

const environment = { LANYARD_GATEWAY_URL: GATEWAY_URL, LANYARD_ROOT_TOKEN: 'root-token-of-this-test-run' }
const operator = (url: string) => ({ DATABASE_URL: url, LANYARD_KEY_ENCRYPTION_KEY: KEK })
const command = (url: string, ...args: string[]) => cli.run(args, operator(url))
async function fresh(): Promise<EmptyDatabase> {
  const made = await emptyDatabase(db)
  spare.push(made)
  return made
}

beforeAll(async () => {
  processes = await authorityProcesses()
  authority = await processes.start(db, environment)
  expect(authority.output()).toContain('"msg":"ready"')
  cli = await cliProcesses({ LANYARD_ISSUER: authority.issuer })
  openDatabase(db.authorityUrl)
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  const tenantId = trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId
  const owner = await makePerson(tenantId, { role: 'owner', name: 'M. Ito' })
  admin = await makePerson(tenantId, { role: 'admin', name: 'A. Dmin', email: 'admin@example.com' })
  staff = { tenantId, root: { kind: 'root', tenantId, id: 'root', name: 'root token' }, owner, admin, analyst: owner, auditor: owner }
  const agent = async (name: string) => {
    const made = await oauthAgent(authority, staff, { name, tools: ['files:list_directory'] })
    await standing(staff, made, ['mcp:files:list_directory'])
    return made
  }
  ;[before, after, never] = [await agent('halted-before'), await agent('halted-after'), await agent('never-halted')]
  tokens = await Promise.all([before, after, never].map(async (one) => ({ agent: one, token: await tokenOf(authority.issuer, one) })))
  personToken = await sessionOf(admin)
  await mustHalt(before)
  await halfDone()
  await sequence()

  file = join(cli.folder, 'first.backup')
  const saved = await command(db.ownerUrl, 'backup', '--out', file, '--json')
  if (saved.code !== 0) throw new Error(saved.err)
  await mustHalt(after)
}, 180_000)
afterAll(async () => {
  await closeDatabase()
  cli?.remove()
  processes?.remove()
  await Promise.all(spare.map((one) => one.drop()))
})

async function tokenOf(address: string, agent: OAuthAgent): Promise<string> {
  const { status, body } = await request(address, agent)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return String(body['access_token'])
}
async function request(address: string, agent: OAuthAgent) {
  const { body, headers } = await tokenRequest({ issuer: address }, agent, { grant_type: 'client_credentials', resource: FILES })
  return post(address, '/oauth/token', body, headers)
}
async function isActive(address: string, by: OAuthAgent, token: string): Promise<boolean> {
  const { body } = await tokenRequest({ issuer: address }, by, { token })
  return (await post(address, '/oauth/introspection', body)).body['active'] === true
}
async function sessionOf(person: TestPerson): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const id = createHash('sha256').update(token).digest('base64url')
  const data = { id, tenantId: person.tenantId, personId: person.id, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000) }
  await transaction(person.tenantId, async (tx) => ok(await tx.personSession.create({ data })))
  return token
}
async function mustHalt(agent: OAuthAgent): Promise<void> {
  const done = await halt(staff.admin, { agentId: agent.id })
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
}
/** What waits for a second person: an order for everything that one administrator asked for, and one signature of two. */
async function halfDone(): Promise<void> {
  const seen = await previewHalt(staff.admin, { grain: 'tenant' })
  const asked = await requestHalt(staff.admin, { grain: 'tenant', reason: 'a drill', name: seen.ok ? seen.value.target.name : '' })
  if (!asked.ok) throw new Error(JSON.stringify(asked.refusal))
  await transaction(staff.tenantId, async (tx) => {
    const order = await tx.containmentOrder.findFirstOrThrow({ where: { targetId: before.id } })
    return ok(await tx.restoreSignature.create({ data: { id: randomUUID(), tenantId: staff.tenantId, orderId: order.id, stage: 'read_only', signedAs: 'reviewer', personId: staff.owner.id, personName: 'M. Ito', cause: 'was a false alarm' } }))
  })
}
const halfDoneIn = `select (select count(*)::int from containment_request where order_id is null and cancelled_at is null and expires_at > now()) as requests, (select count(*)::int from restore_signature) as signatures`
const me = (address: string, token: string) => fetch(`${address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status)

/** An authority of the same issuer on what was restored. The first one must be down. */
async function onRestored(where: EmptyDatabase): Promise<AuthorityProcess> {
  const { port } = new URL(authority.issuer)
  const started = await processes.start(await where.asServices(), { ...environment, AUTHORITY_PORT: port, LANYARD_ISSUER: authority.issuer })
  expect(started.output()).toContain('"msg":"ready"')
  return started
}
async function end(one: AuthorityProcess): Promise<void> {
  one.child.kill('SIGTERM')
  await one.exited
}

describe('lanyard backup', () => {
  it('saves everything while the authority runs, for its owner alone, and reads it back', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const found = await command(db.ownerUrl, 'restore', file, '--check', '--json')
    expect(JSON.parse(found.out)).toMatchObject({ sha256: createHash('sha256').update(readFileSync(file)).digest('hex'), bytes: statSync(file).size })
    const entries = await hotTransaction('system', (client) => client.query(`select detail from ledger_entry where action = 'operate.backup'`))
    expect(entries.rows).toHaveLength(1)
  })

  it('holds no key that could be used without the key-encryption key, nor that key', () => {
    const text = gunzipSync(readFileSync(file)).toString('latin1')
    expect(text).toContain('halted-before')
    expect(text).not.toContain(KEK)
    expect(text).not.toMatch(/"(d|p|q|dp|dq|qi)": ?"|PRIVATE KEY/)
    expect(text).not.toContain(personToken)
    for (const { token } of tokens) expect(text).not.toContain(token)
  })

  it('never writes over a file, and leaves nothing behind where it cannot write', async () => {
    expect(await command(db.ownerUrl, 'backup', '--out', file)).toMatchObject({ code: 1, err: expect.stringContaining('is there already') })
    expect(await command(db.ownerUrl, 'backup', '--out', join(cli.folder, 'nowhere', 'x'))).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written') })
  })
})

describe('lanyard restore refuses, and changes nothing', () => {
  it('[46] a file with a changed bit anywhere, a missing end, or something after it', async () => {
    const where = await fresh()
    const plain = gunzipSync(readFileSync(file))
    const broken = join(cli.folder, 'broken.backup')
    const changed = [0.001, 0.3, 0.7, 0.999].map((part) => {
      const copy = Buffer.from(plain)
      const at = Math.floor(copy.length * part)
      copy[at] = (copy[at] ?? 0) ^ 1
      return gzipSync(copy)
    })
    for (const bytes of [...changed, readFileSync(file).subarray(0, -20), gzipSync(plain.subarray(0, plain.length / 2)), gzipSync(Buffer.concat([plain, plain])), Buffer.from('no gzip')]) {
      writeFileSync(broken, bytes)
      expect(await command(where.ownerUrl, 'restore', broken)).toMatchObject({ code: 1, err: expect.stringMatching(/the backup is damaged: .*nothing was changed/) })
    }
    rmSync(broken)
    expect(await where.query(`select from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([])
  })

  it('[63] the key-encryption key missing, or another one', async () => {
    const where = await fresh()
    const run = (kek: string) => cli.run(['restore', file], { DATABASE_URL: where.ownerUrl, LANYARD_KEY_ENCRYPTION_KEY: kek })
    expect(await run('')).toMatchObject({ code: 1, err: expect.stringContaining('there is no key-encryption key') })
    expect(await run(randomBytes(32).toString('base64url'))).toMatchObject({ code: 1, err: expect.stringContaining('not the key-encryption key that the backup was sealed with') })
    expect(await where.query(`select from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([])
  })

  it('a database in use, one that is not empty, and a name that is not its own', async () => {
    expect(await command(db.ownerUrl, 'restore', file)).toMatchObject({ code: 1, err: expect.stringContaining('Lanyard is running on this database') })
    const where = await fresh()
    await where.query('create table mine (id int)')
    expect(await command(where.ownerUrl, 'restore', file)).toMatchObject({ code: 1, err: expect.stringContaining('the database is not empty') })
    expect(await command(where.ownerUrl, 'restore', file, '--replace', 'another')).toMatchObject({ code: 1, err: expect.stringContaining(`is called \`${where.name}\``) })
    expect(await where.query(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([{ relname: 'mine' }])
  })
})

describe('[62] what was revoked stays revoked', () => {
  it('by default nothing that was issued is accepted, and nothing acts until a person has looked', async () => {
    for (const { agent, token } of tokens) expect(await isActive(authority.issuer, agent, token)).toBe(agent === never)
    expect(await me(authority.issuer, personToken)).toBe(200)
    await end(authority)

    const where = await fresh()
    const done = await command(where.ownerUrl, 'restore', file, '--admin', admin.email, '--json')
    expect(done).toMatchObject({ code: 0 })
    const { ended, admin_link } = JSON.parse(done.out) as { ended: Record<string, number>; admin_link: string }
    expect(ended).toMatchObject({ agents_halted: 2, mandates: 3, keys: 4, sessions: 1 })
    const restored = await onRestored(where)
    try {
      for (const { agent, token } of tokens) {
        expect(await isActive(authority.issuer, agent, token)).toBe(false)
        expect((await request(authority.issuer, agent)).status).toBeGreaterThanOrEqual(400)
      }
      expect(await me(authority.issuer, personToken)).toBe(401)
      expect((await fetch(admin_link)).status).toBe(200)
      // The one that was halted before is so by its own order, the others by the restore's.
      expect(await where.query(`select target_name, ordered_by from containment_order where lifted_at is null and grain <> 'mandate' order by target_name`)).toEqual([
        { target_name: 'halted-after', ordered_by: 'restore' },
        { target_name: 'halted-before', ordered_by: admin.id },
        { target_name: 'never-halted', ordered_by: 'restore' },
      ])
      const jwks = (await (await fetch(`${authority.issuer}/oauth/jwks`)).json()) as { keys: { kid: string }[] }
      const revoked = (await where.query<{ kid: string }>(`select kid from signing_key where state = 'revoked'`)).map(({ kid }) => kid)
      expect(jwks.keys.some(({ kid }) => revoked.includes(kid))).toBe(false)
    } finally {
      await end(restored)
    }
  })

  it('its epochs are beyond any that an enforcement point can have seen in the time that was lost', async () => {
    const where = await fresh()
    expect(await command(where.ownerUrl, 'restore', file)).toMatchObject({ code: 0 })
    const of = `select epoch::float8 as epoch from containment_epoch where tenant_id = '${staff.tenantId}'`
    const [lost] = await hotTransaction('system', async (client) => (await client.query<{ epoch: number }>(of)).rows)
    const [now] = await where.query<{ epoch: number }>(of)
    expect(now?.epoch).toBeGreaterThan((lost?.epoch ?? 0) + 1_000)
    const covers = await where.query<{ epoch: number }>(`select epoch::float8 as epoch from containment_cover order by 1`)
    expect(new Set(covers.map(({ epoch }) => epoch)).size).toBe(covers.length)
  })

  it('where the operator says that nothing was revoked since, what was halted before still is, and old tokens are dead', async () => {
    const where = await fresh()
    expect(await command(where.ownerUrl, 'restore', file, '--nothing-revoked-since')).toMatchObject({ code: 0 })
    const restored = await onRestored(where)
    try {
      for (const { agent, token } of tokens) expect(await isActive(authority.issuer, agent, token)).toBe(false)
      expect(await me(authority.issuer, personToken)).toBe(401)
      expect((await request(authority.issuer, before)).status).toBeGreaterThanOrEqual(400)
      const again = await tokenOf(authority.issuer, never)
      expect(await isActive(authority.issuer, never, again)).toBe(true)
      const [entry] = await where.query<{ detail: { revoked_since: string } }>(`select detail from ledger_entry where action = 'operate.restore' and tenant_id = '${staff.tenantId}'`)
      expect(entry?.detail.revoked_since).toBe('nothing')
      // What one person said before the backup is no half of what another says after it.
      expect((await hotTransaction('system', (client) => client.query(halfDoneIn))).rows).toEqual([{ requests: 1, signatures: 1 }])
      expect(await where.query(halfDoneIn)).toEqual([{ requests: 0, signatures: 0 }])
      // The log goes on where the backup's ended, and verifies from its first entry.
      const sealed = () => where.query<{ n: number }>(`select count(*)::int as n from ledger_entry e where not exists (select from ledger_leaf l where l.entry_id = e.id)`)
      await expect.poll(async () => (await sealed())[0]?.n, { timeout: 30_000 }).toBe(0)
    } finally {
      await end(restored)
    }
    await closeDatabase()
    openDatabase((await where.asServices()).authorityUrl)
    expect(await verifyLog(staff.tenantId)).toMatchObject({ intact: true })
    await closeDatabase()
    openDatabase(db.authorityUrl)
  })
})

describe('a restore is all or nothing', () => {
  it('[59] killed at any moment, it leaves what was there, or what was restored', async () => {
    const where = await fresh()
    expect(await command(where.ownerUrl, 'restore', file)).toMatchObject({ code: 0 })
    await where.query(`create table marker (id int)`)
    const outcomes = new Set<string>()
    const restoring = `select from pg_stat_activity where datname = '${where.name}' and application_name = 'lanyard-start' and xact_start is not null`
    for (const ms of [0, 50, 150, 300]) {
      const run = cli.start(['restore', file, '--replace', where.name], operator(where.ownerUrl))
      await expect.poll(() => where.query(restoring), { timeout: 20_000, interval: 5 }).toHaveLength(1)
      await pause(ms)
      run.child.kill('SIGKILL')
      await run.done
      await expect.poll(() => where.query(restoring), { timeout: 20_000 }).toEqual([])
      const [found] = await where.query<{ marker: boolean; agents: number }>(`select to_regclass('marker') is not null as marker, (select count(*)::int from agent) as agents`)
      expect(found?.agents).toBe(3)
      outcomes.add(String(found?.marker))
      if (!found?.marker) break
    }
    expect(outcomes.has('true')).toBe(true)
    expect(await command(where.ownerUrl, 'restore', file, '--replace', where.name)).toMatchObject({ code: 0 })
    expect(await where.query(`select to_regclass('marker') is null as gone`)).toEqual([{ gone: true }])
  })
})
