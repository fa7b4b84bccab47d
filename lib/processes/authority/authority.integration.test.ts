import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { rotateKeys } from '@/lib/identity/keys'
import { makeKeys } from '@/lib/keys'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { makeStaff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'

const db = await testDatabase()
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  processes = await authorityProcesses()
  authority = await processes.start(db)
})
afterAll(async () => {
  processes?.remove()
  await closeDatabase()
})

const get = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Record<string, unknown>; text: string }> =>
  new Promise((resolve, reject) => {
    request(`${authority.issuer}${path}`, { headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
      .on('error', reject)
      .end()
  })
const kids = async () => (JSON.parse((await get('/oauth/jwks')).text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)

describe('the authority process', () => {
  it('answers for every part of itself', async () => {
    expect(authority.output()).toContain('"msg":"ready"')
    expect(await get('/healthz')).toMatchObject({ status: 200 })
    expect(await get('/readyz')).toMatchObject({ status: 200 })
    expect(await get('/api/v1/me')).toMatchObject({ status: 401 })
    expect(await get('/feed/snapshot')).toMatchObject({ status: 401 })
    expect(await get('/welcome?code=nonsense')).toMatchObject({ status: 404 })
    expect(await get('/nothing-here')).toMatchObject({ status: 404 })
    expect(await get('/oauth/nothing-here')).toMatchObject({ status: 404 })
  })

  it('[36] is the issuer whatever host a request names', async () => {
    const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example;proto=https' }
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      const { status, text } = await get(path, forged)
      expect(status).toBe(200)
      expect(text).not.toContain('evil')
      expect(JSON.parse(text)).toMatchObject({ issuer: authority.issuer, token_endpoint: `${authority.issuer}/oauth/token` })
    }
  })

  it('[42] sends every answer with the headers that keep it from being framed or sniffed', async () => {
    for (const path of ['/healthz', '/api/v1/me', '/oauth/jwks', '/oauth/authorize', '/welcome?code=x', '/nothing-here'])
      expect((await get(path)).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
  })

  it('[4] publishes the keys of a forced rotation that another process made, and never the revoked ones', async () => {
    const before = await kids()
    const staff = await makeStaff()
    const rotated = await rotateKeys({ makeSigningKeys: () => makeKeys(db.keyEncryptionKey) })(staff.root, { forced: true })
    if (!rotated.ok) throw new Error(rotated.refusal.code)
    const { current, ended } = rotated.value
    expect(before).toEqual(expect.arrayContaining(current)) // known before they sign
    await expect.poll(async () => (await kids()).some((kid) => ended.includes(kid)), { timeout: 30_000 }).toBe(false)
    expect(await kids()).toHaveLength(before.length)
  })

  it('ends cleanly when told to, and leaves the port', async () => {
    const began = performance.now()
    authority.child.kill('SIGTERM')
    expect(await authority.exited).toBe(0)
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  it('[63] does not start with another key-encryption key, and says so in one sentence', async () => {
    const failed = await processes.start(db, { LANYARD_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url') })
    expect(await failed.exited).toBe(1)
    expect(failed.output()).toMatch(/authority cannot run: the signing key `[\w-]{43}` does not open with this key-encryption key/)
    expect(failed.output()).not.toMatch(/\n\s+at /)
  })

  it('[65] does not start without its database, and names the variable', async () => {
    const failed = await processes.start(db, { DATABASE_URL: '' })
    expect(await failed.exited).toBe(1)
    expect(failed.output()).toContain('DATABASE_URL is not set')
  })
})
