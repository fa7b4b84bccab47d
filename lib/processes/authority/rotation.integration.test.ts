import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createRemoteJWKSet, decodeProtectedHeader, generateKeyPair, jwtVerify } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import type { Staff } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { GATEWAY_URL } from '@/lib/testing/authorization-server'
import { testDatabase } from '@/lib/testing/database'
import { feedRequest, openPoint, pointKey, type Point } from '@/lib/guard/parts'
import { FILES, oauthAgent, post, standing, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { makePerson } from '@/lib/testing/people'

/** Two authority processes of one issuer, as they are shipped, and an enforcement point that is a real one. */
const db = await testDatabase()
vi.setConfig({ testTimeout: 90_000 })
const ROOT = 'root-token-of-this-test-run'
const AT_ONCE = 4
/** Between the requests of a lane: they are to be under way all the time, not to keep both cores busy. */
const BETWEEN_MS = 20
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let one: AuthorityProcess
let two: string
let agents: OAuthAgent[]
let point: Point

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  processes = await authorityProcesses()
  one = await processes.start(db, { LANYARD_ROOT_TOKEN: ROOT, LANYARD_GATEWAY_URL: GATEWAY_URL })
  expect(one.output()).toContain('"msg":"ready"')
  two = (await processes.start(db, { LANYARD_ROOT_TOKEN: ROOT, LANYARD_GATEWAY_URL: GATEWAY_URL, LANYARD_ISSUER: one.issuer })).address
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  const tenantId = trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId
  const owner = await makePerson(tenantId, { role: 'owner', name: 'M. Ito' })
  const staff = { tenantId, root: { kind: 'root', tenantId, id: 'root', name: 'root token' }, owner, admin: owner, analyst: owner, auditor: owner } satisfies Staff
  agents = []
  for (let n = 0; n < 4; n++) {
    const agent = await oauthAgent(one, staff, { tools: ['files:list_directory'] })
    await standing(staff, agent, ['mcp:files:list_directory'])
    agents.push(agent)
  }
  point = await enrolled()
}, 180_000)
afterAll(async () => {
  point?.stop()
  processes?.remove()
  await closeDatabase()
})

async function enrolled(): Promise<Point> {
  const key = await pointKey(await generateKeyPair('ES256'))
  const code = await issueEnrolmentCode(db.ownerUrl, 'test-point')
  const answer = await feedRequest({ issuer: one.issuer, key })({ method: 'POST', path: '/feed/enrol', body: { code, name: 'test-point', url: GATEWAY_URL, jwk: key.publicJwk }, timeoutMs: 10_000 })
  const { point_id: pointId } = JSON.parse(answer.text) as { point_id: string }
  return openPoint({ issuer: one.issuer, pointId, key })
}

const addressOf = (n: number) => (n % 2 === 0 ? one.issuer : two)
async function tokenFrom(n: number): Promise<string> {
  const agent = agents[n % agents.length] as OAuthAgent
  const { body, headers } = await tokenRequest(one, agent, { grant_type: 'client_credentials', resource: FILES })
  const answer = await post(addressOf(n), '/oauth/token', body, headers)
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${JSON.stringify(answer.body)}`)
  return String(answer.body['access_token'])
}

async function rotate(forced: boolean): Promise<{ current: string[]; ended: string[] }> {
  const response = await fetch(`${one.issuer}/api/v1/keys/rotate`, { method: 'POST', headers: { authorization: `Bearer ${ROOT}`, 'content-type': 'application/json' }, body: JSON.stringify({ forced }) })
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as { current: string[]; ended: string[] }
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? ''
async function isActive(address: string, agent: OAuthAgent, token: string): Promise<boolean> {
  const { body } = await tokenRequest(one, agent, { token })
  const answer = await post(address, '/oauth/introspection', body)
  expect(answer.status).toBe(200)
  return answer.body['active'] === true
}
const pointReads = async (token: string) => (await point.readToken(token)).ok

describe('[4] a rotation while tokens are issued', () => {
  it('loses none: every request of two processes is answered, and every token verifies until it expires', async () => {
    await hotTransaction('system', (client) => client.query(`update signing_key set created_at = created_at - interval '1 minute'`))
    const tokens: string[] = []
    let going = true
    const loops = Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let n = lane; going; n += AT_ONCE + 1, await pause(BETWEEN_MS)) tokens.push(await tokenFrom(n))
    })
    const all = Promise.all(loops).finally(() => (going = false)) // throws if one was refused
    all.catch(() => undefined)
    onTestFinished(() => void (going = false)) // also where it failed: the next test is not to have them beside it
    const counted = (least: number) => expect.poll(() => tokens.length, { timeout: 60_000 }).toBeGreaterThan(least)
    await counted(20)
    const { current, ended } = await rotate(false)
    const both = (kids: string[]) => tokens.filter((token) => kids.includes(kidOf(token)))
    await expect.poll(() => both(current).length, { timeout: 60_000 }).toBeGreaterThan(40)
    going = false
    await all

    expect(both(ended).length).toBeGreaterThan(20)
    expect(both([...current, ...ended])).toHaveLength(tokens.length)
    const jwks = [one.issuer, two].map((address) => createRemoteJWKSet(new URL('/oauth/jwks', address)))
    for (const token of tokens) for (const keys of jwks) await jwtVerify(token, keys, { issuer: one.issuer })
    for (const token of tokens) expect(await pointReads(token)).toBe(true)
  })

  it('forced: the old key is refused by both processes and at enforcement points, whatever these had verified before', async () => {
    const agent = agents[0] as OAuthAgent
    const before = await tokenFrom(0)
    expect([await pointReads(before), await isActive(one.issuer, agent, before), await isActive(two, agent, before)]).toEqual([true, true, true])
    const { ended } = await rotate(true)
    expect(ended).toContain(kidOf(before))
    await expect.poll(() => pointReads(before), { timeout: 30_000, interval: 50 }).toBe(false)
    for (const address of [one.issuer, two]) await expect.poll(() => isActive(address, agent, before), { timeout: 30_000, interval: 50 }).toBe(false)

    const after = await tokenFrom(4)
    expect(ended).not.toContain(kidOf(after))
    await expect.poll(() => pointReads(after), { timeout: 30_000, interval: 50 }).toBe(true)
    expect(await isActive(two, agent, after)).toBe(true)
  })

  it('twice in a row, forced, leaves no way back and does not shut enforcement points out', async () => {
    const before = await tokenFrom(0)
    await rotate(true)
    await rotate(true)
    await expect.poll(() => pointReads(before), { timeout: 30_000, interval: 50 }).toBe(false)
    await expect.poll(async () => pointReads(await tokenFrom(0)), { timeout: 30_000, interval: 200 }).toBe(true)
    expect(point.lease.state().valid).toBe(true)
  })
})

describe('an authority does not start', () => {
  const asOwner = async (sql: string) => {
    const client = new pg.Client({ connectionString: db.ownerUrl })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }

  it('[5] with two keys under one kid: the database refuses the second, and a row that only claims a kid stops the start', async () => {
    await expect(asOwner(`insert into signing_key (kid, alg, state, public_jwk, sealed) select kid, alg, 'previous', public_jwk, sealed from signing_key limit 1`)).rejects.toThrow(/duplicate key/)
    await asOwner(`insert into signing_key (kid, alg, state, public_jwk, sealed, retired_at)
      select 'forged', alg, 'previous', public_jwk, sealed, now() from signing_key where state = 'current' and alg = 'ES256'`)
    const failed = await processes.start(db)
    expect(await failed.exited).toBe(1)
    expect(failed.output()).toMatch(/authority cannot run: the signing key `forged`/)
    await asOwner(`delete from signing_key where kid = 'forged'`)
  })

  it('[63] with the key-encryption key lost or another, and keeps nothing in the clear instead', async () => {
    for (const [kek, said] of [
      ['', /there is no key-encryption key: set LANYARD_KEY_ENCRYPTION_KEY/],
      [randomBytes(32).toString('base64url'), /does not open with this key-encryption key/],
    ] as const) {
      const failed = await processes.start(db, { LANYARD_KEY_ENCRYPTION_KEY: kek })
      expect(await failed.exited).toBe(1)
      expect(failed.output()).toMatch(said)
    }
    const { rows } = await hotTransaction('system', (client) => client.query('select * from signing_key'))
    expect(JSON.stringify(rows)).not.toMatch(/"(d|p|q|dp|dq|qi)":|PRIVATE KEY/)
  })
})
