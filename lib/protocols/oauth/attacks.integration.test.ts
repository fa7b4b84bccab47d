import { createHmac, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { halt, restore } from '@/lib/identity/containment'
import { p256KeyPair, rsaKeyPair } from '@/lib/kernel/key-pair'
import { ok } from '@/lib/kernel/result'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { testDatabase } from '@/lib/testing/database'
import { ACCESS_TOKEN, assertion, EXCHANGE, FILES, MAIL, oauthAgent, post, proof, standing, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { withProof } from '@/lib/testing/proofs'
import { makeToolServers } from '@/lib/testing/tool-servers'

const db = await testDatabase()
const READ = 'mcp:files:read_file'
const WRITE = 'mcp:files:write_file'
const BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
let server: AuthorizationServer
let staff: Staff
let agent: OAuthAgent

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  server = await startAuthorizationServer()
  staff = await makeStaff()
  await makeToolServers(staff, ['files', 'mail'])
  agent = await oauthAgent(server, staff, { tools: ['files:read_file', 'files:write_file'] })
  await standing(staff, agent, [READ, WRITE])
})
afterAll(async () => {
  await server.close()
  await closeDatabase()
})

const token = async (of: OAuthAgent, params: Record<string, string> = {}) => (await oidc.clientCredentialsGrant(of.config, params, { DPoP: of.dpop })).access_token
const exchange = (of: OAuthAgent, subject: string, params: Record<string, string> = {}) =>
  oidc.genericGrantRequest(of.config, EXCHANGE, { subject_token: subject, subject_token_type: ACCESS_TOKEN, ...params }, { DPoP: of.dpop })
const denials = async (tenant = staff.tenantId) => (await entriesOf(tenant)).filter((entry) => entry.action === 'token.issue' && entry.result === 'denied')
/** A request with this assertion, right in everything else. */
async function withAssertion(clientAssertion: string) {
  return post(
    server.address,
    '/oauth/token',
    new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type: BEARER, client_assertion: clientAssertion }),
    { dpop: await proof(agent.dpopKeys, `${server.issuer}/oauth/token`) },
  )
}
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)
const goodClaims = () => ({ iss: agent.id, sub: agent.id, aud: server.issuer, jti: `j${Math.random()}`, iat: now(), exp: now() + 60 })

/** A chain a → b: a may act by itself and delegate to b. */
async function pair(over: { aTools?: `${string}:${string}`[]; bTools?: `${string}:${string}`[] } = {}) {
  const b = await oauthAgent(server, staff, { tools: over.bTools ?? ['files:read_file'] })
  const a = await oauthAgent(server, staff, { tools: over.aTools ?? ['files:read_file', 'files:write_file'], may_delegate_to: [b.id] })
  await standing(staff, a, (over.aTools ?? ['files:read_file', 'files:write_file']).map((tool) => `mcp:${tool}`))
  return { a, b }
}

describe('[1] client assertions with a foreign algorithm or key', () => {
  it.each(['none', 'HS256 with the public key', 'RS256 on an ES256 key', 'another key', 'jwk', 'jku', 'x5u', 'x5c', 'crit'])('%s: 401, no key fetched, one event', async (what) => {
    const fetched: string[] = []
    const canary = createServer((request, response) => {
      fetched.push(request.url ?? '')
      response.end('{}')
    })
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/keys`
    const { d: _, ...publicJwk } = agent.privateJwk
    const key = await importJWK(agent.privateJwk, 'ES256')
    const signed = (header: Record<string, unknown>) => new SignJWT(goodClaims()).setProtectedHeader({ alg: 'ES256', ...header }).sign(key)
    const [other, rsa] = [p256KeyPair(), await rsaKeyPair(2048)]
    const forgeries: Record<string, () => Promise<string> | string> = {
      none: () => `${part({ alg: 'none' })}.${part(goodClaims())}.`,
      'HS256 with the public key': () => {
        const text = `${part({ alg: 'HS256' })}.${part(goodClaims())}`
        return `${text}.${createHmac('sha256', JSON.stringify(publicJwk)).update(text).digest('base64url')}`
      },
      'RS256 on an ES256 key': () => {
        const text = `${part({ alg: 'RS256' })}.${part(goodClaims())}`
        return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`
      },
      'another key': () => new SignJWT(goodClaims()).setProtectedHeader({ alg: 'ES256' }).sign(other.privateKey),
      jwk: () => new SignJWT(goodClaims()).setProtectedHeader({ alg: 'ES256', jwk: other.publicKey.export({ format: 'jwk' }) as JWK }).sign(other.privateKey),
      jku: () => signed({ jku: url }),
      x5u: () => signed({ x5u: url }),
      x5c: () => signed({ x5c: ['MIIB'] }),
      crit: () => {
        const text = `${part({ alg: 'ES256', crit: ['exotic'], exotic: 1 })}.${part(goodClaims())}`
        const privateKey = { key: agent.privateJwk as never, format: 'jwk' as const, dsaEncoding: 'ieee-p1363' as const }
        return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
      },
    }
    const before = (await denials()).length
    const answer = await withAssertion(await (forgeries[what] as () => Promise<string>)())
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(fetched).toEqual([])
    const after = await denials()
    expect(after.length - before).toBe(1)
    expect(after.at(-1)).toMatchObject({ reason: 'signature', actorId: agent.id })
    canary.close()
  })
})

describe('[2] client assertions whose times or audience are wrong', () => {
  it.each([
    ['no exp', { exp: undefined }],
    ['exp in milliseconds', { exp: Date.now() + 60_000 }],
    ['exp in an hour', { exp: now() + 3_600 }],
    ['exp that is over', { exp: now() - 60 }],
    ['nbf ahead', { nbf: now() + 600 }],
    ['aud with a foreign issuer beside ours', { aud: ['ISSUER', 'https://other.example'] }],
    ['aud that is the token endpoint', { aud: 'ISSUER/oauth/token' }],
    ['aud of another issuer', { aud: 'https://other.example' }],
    ['iat of ten years ago', { iat: now() - 10 * 365 * 86_400 }],
    ['iat in the future', { iat: now() + 600 }],
    ['no jti', { jti: undefined }],
    ['another issuer', { iss: '0190a000-0000-7000-8000-000000000000' }],
  ])('%s', async (_what, over: Record<string, unknown>) => {
    const aud = JSON.parse(JSON.stringify(over['aud'] ?? server.issuer).replace('ISSUER', server.issuer)) as string
    expect(await withAssertion(await assertion(agent, server.issuer, { ...over, aud }))).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })

  it('the same with nothing wrong is answered', async () => {
    expect(await withAssertion(await assertion(agent, server.issuer))).toMatchObject({ status: 200 })
    expect(await withAssertion(await assertion(agent, server.issuer, { aud: [server.issuer] }))).toMatchObject({ status: 200 })
  })
})

describe('[7] shapes and sizes', () => {
  const ask = async (change: (body: URLSearchParams) => void) => {
    const { body, headers } = await tokenRequest(server, agent, { grant_type: 'client_credentials', scope: READ, resource: FILES })
    change(body)
    return post(server.address, '/oauth/token', body, headers)
  }
  it.each(['grant_type', 'scope', 'client_assertion', 'client_assertion_type'])('a doubled `%s` is 400', async (name) => {
    expect(await ask((body) => body.append(name, body.get(name) ?? ''))).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
  it('two resources are refused: a token is for one', async () => {
    expect(await ask((body) => body.append('resource', MAIL))).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
  })
  it('a scope of one megabyte is 400', async () => {
    expect(await ask((body) => body.set('scope', 'a'.repeat(1_000_000)))).toMatchObject({ status: 400 })
  })
  it('JSON where a form is due is 400', async () => {
    expect(await post(server.address, '/oauth/token', '{"grant_type":"client_credentials"}', { 'content-type': 'application/json' })).toMatchObject({ status: 400 })
  })
  it('JSON 10,000 deep in an assertion is refused, and nothing falls over', async () => {
    const deep = `{"iss":"${agent.id}","sub":"${agent.id}","aud":${'['.repeat(10_000)}${']'.repeat(10_000)},"exp":${now() + 60},"jti":"deep"}`
    const text = `${part({ alg: 'ES256' })}.${Buffer.from(deep).toString('base64url')}`
    const signature = sign('sha256', Buffer.from(text), { key: agent.privateJwk as never, format: 'jwk', dsaEncoding: 'ieee-p1363' }).toString('base64url')
    const answer = await withAssertion(`${text}.${signature}`)
    expect([400, 401]).toContain(answer.status)
    expect(await withAssertion(await assertion(agent, server.issuer))).toMatchObject({ status: 200 })
  })
})

describe('[8] variants of a client’s name', () => {
  it.each([
    ['upper case', (id: string) => id.toUpperCase()],
    ['a trailing dot', (id: string) => `${id}.`],
    ['a leading space', (id: string) => ` ${id}`],
    ['a full-width digit', (id: string) => id.replace('0', '\uFF10')],
  ])('%s makes another client', async (_what, variant) => {
    const id = variant(agent.id)
    expect(await withAssertion(await assertion({ ...agent, id }, server.issuer))).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })
})

describe('token exchange', () => {
  it.each([
    ['missing', (body: URLSearchParams) => body.delete('subject_token')],
    ['empty', (body: URLSearchParams) => body.set('subject_token', '')],
    ['doubled', (body: URLSearchParams) => body.append('subject_token', body.get('subject_token') ?? '')],
    ['of another type', (body: URLSearchParams) => body.set('subject_token_type', 'urn:ietf:params:oauth:token-type:id_token')],
    ['untyped', (body: URLSearchParams) => body.delete('subject_token_type')],
    ['not a token', (body: URLSearchParams) => body.set('subject_token', 'a.b.c')],
  ])('[9] a subject_token that is %s is 400, never a token for the actor alone', async (_what, change) => {
    const { a, b } = await pair()
    const { body, headers } = await tokenRequest(server, b, { grant_type: EXCHANGE, subject_token: await token(a), subject_token_type: ACCESS_TOKEN })
    change(body)
    const answer = await post(server.address, '/oauth/token', body, headers)
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(answer.body['access_token']).toBeUndefined()
  })

  it('[10] another audience than the subject token’s is invalid_target', async () => {
    const { a, b } = await pair({ aTools: ['files:read_file', 'mail:send'], bTools: ['files:read_file', 'mail:send'] })
    const forFiles = await token(a, { resource: FILES })
    await expect(exchange(b, forFiles, { resource: MAIL })).rejects.toMatchObject({ error: 'invalid_target' })
    await expect(exchange(b, forFiles, { resource: 'https://elsewhere.example/mcp/files' })).rejects.toMatchObject({ error: 'invalid_target' })
    await expect(exchange(b, forFiles, { resource: `${FILES}/` })).rejects.toMatchObject({ error: 'invalid_target' })
    await expect(exchange(b, forFiles, { audience: MAIL })).rejects.toMatchObject({ error: 'invalid_target' })
    expect((await denials()).at(-2)).toMatchObject({ reason: 'audience', actorId: b.id })
  })

  it('[11] the scope is the intersection, and nothing left is refused', async () => {
    const { a, b } = await pair({ bTools: ['files:read_file', 'mail:send'] })
    const subject = await token(a, { resource: FILES })
    const narrowed = await exchange(b, subject, { scope: `${READ} ${WRITE} mcp:files:delete_everything` })
    expect(narrowed.scope).toBe(READ)
    await expect(exchange(b, subject, { scope: WRITE })).rejects.toMatchObject({ error: 'invalid_scope' })
    await expect(exchange(b, subject, { scope: 'mcp:files:nothing' })).rejects.toMatchObject({ error: 'invalid_scope' })
  })

  it('[12] depth, cycles and oneself are refused with the reason', async () => {
    // e ← d ← c ← b ← a; registered from the end, since a document names only agents that exist.
    const chain: OAuthAgent[] = []
    for (let n = 0; n < 5; n++) chain.unshift(await oauthAgent(server, staff, { tools: ['files:read_file'], may_delegate_to: chain.slice(0, 1).map(({ id }) => id) }))
    const [a, b, c, d, e] = chain as [OAuthAgent, OAuthAgent, OAuthAgent, OAuthAgent, OAuthAgent]
    await standing(staff, a, [READ])
    let subject = await token(a)
    const fromA = subject
    for (const next of [b, c, d]) subject = (await exchange(next, subject)).access_token
    await expect(exchange(e, subject)).rejects.toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('4 agents at most') })
    expect((await denials()).at(-1)).toMatchObject({ reason: 'depth' })
    await expect(exchange(a, subject)).rejects.toMatchObject({ error_description: expect.stringContaining('already in the chain') })
    expect((await denials()).at(-1)).toMatchObject({ reason: 'cycle' })
    await expect(exchange(a, fromA)).rejects.toMatchObject({ error_description: expect.stringContaining('the actor is the subject') })
  })

  it('[13] a subject token with a forged act, by whomever, is refused; the recorded chain is the real one', async () => {
    const { a, b } = await pair()
    const real = await token(a)
    const claims = { ...decodeJwt(real), act: { sub: staff.admin.id, iss: server.issuer } }
    const stranger = p256KeyPair()
    const forge = (header: Record<string, string>) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(stranger.privateKey)
    await expect(exchange(b, await forge({ kid: decodeProtectedHeader(real).kid as string }))).rejects.toMatchObject({ error: 'invalid_request' })
    await expect(exchange(b, await forge({ kid: 'theirs' }))).rejects.toMatchObject({ error: 'invalid_request' })
    const [head = '', , signature = ''] = real.split('.')
    await expect(exchange(b, `${head}.${part(claims)}.${signature}`)).rejects.toMatchObject({ error: 'invalid_request' })

    // Our own signature over an act that never was: the chain is taken from the record all the same.
    const key = server.keys.keys().find((candidate) => candidate.alg === 'ES256')
    const ours = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key?.kid as string }).sign(key?.privateKey as never)
    expect(decodeJwt((await exchange(b, ours)).access_token)['act']).toEqual({ sub: b.id, iss: server.issuer, sub_profile: 'ai_agent' })
  })

  it.each([
    ['an ID token’s typ', { typ: 'JWT' }],
    ['a lease’s typ', { typ: 'lanyard-lease+jwt' }],
  ])('a token of ours with %s is no subject token', async (_what, header) => {
    const { a, b } = await pair()
    const key = server.keys.keys().find((candidate) => candidate.alg === 'ES256')
    const other = await new SignJWT(decodeJwt(await token(a))).setProtectedHeader({ alg: 'ES256', kid: key?.kid as string, ...header }).sign(key?.privateKey as never)
    await expect(exchange(b, other)).rejects.toMatchObject({ error: 'invalid_request' })
  })

  it('[14] an agent never gets a token for the management API, whoever stands behind it', async () => {
    await expect(token(agent, { resource: `${server.issuer}/api/v1` })).rejects.toMatchObject({ error: 'invalid_target' })
  })

  it('[16] a child does not outlive its parent, nor its mandate', async () => {
    const { a, b } = await pair()
    const c = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await standing(staff, c, [READ], 90_000)
    expect((await oidc.clientCredentialsGrant(c.config, {}, { DPoP: c.dpop })).expires_in).toBeLessThanOrEqual(90)
    const parent = await token(a)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const child = await exchange(b, parent)
    expect(decodeJwt(child.access_token).exp).toBe(decodeJwt(parent).exp)
    expect(child.expires_in).toBeLessThan(300)
  })

  it('[17] a token of one tenant is nothing in another', async () => {
    const others = await makeStaff()
    await makeToolServers(others, ['vault'])
    const foreign = await oauthAgent(server, others, { tools: ['vault:open'] })
    const { a } = await pair()
    const theirs = await token(a)
    await expect(exchange(foreign, theirs)).rejects.toMatchObject({ error: 'invalid_target' })
    await expect(exchange(foreign, theirs, { resource: `${server.gatewayUrl}/mcp/vault` })).rejects.toMatchObject({
      error: 'invalid_request',
      error_description: 'the subject token is not known here',
    })
    const denied = (await denials(others.tenantId)).at(-1)
    expect(denied).toMatchObject({ reason: 'signature', actorId: foreign.id })
    expect(JSON.stringify(denied)).not.toContain(a.id)
  })
})

describe('[18] DPoP proofs', () => {
  const ask = async (make: () => Promise<string>) => {
    const { body } = await tokenRequest(server, agent, { grant_type: 'client_credentials' })
    return post(server.address, '/oauth/token', body, { dpop: await make() })
  }
  const url = () => `${server.issuer}/oauth/token`
  it.each([
    ['for another address', () => proof(agent.dpopKeys, 'https://evil.example/oauth/token'), 'invalid_dpop_proof'],
    ['for another method', () => proof(agent.dpopKeys, url(), { htm: 'GET' }), 'invalid_dpop_proof'],
    ['of an hour ago', () => proof(agent.dpopKeys, url(), { iat: now() - 3_600 }), 'use_dpop_nonce'],
    ['of the future', () => proof(agent.dpopKeys, url(), { iat: now() + 3_600 }), 'use_dpop_nonce'],
    ['with a made-up nonce', () => proof(agent.dpopKeys, url(), { nonce: 'made-up' }), 'use_dpop_nonce'],
    ['without jti', () => proof(agent.dpopKeys, url(), { jti: undefined }), 'invalid_dpop_proof'],
    ['of another type', () => proof(agent.dpopKeys, url(), {}, { typ: 'JWT' }), 'invalid_dpop_proof'],
    ['that is no JWT', async () => 'nonsense', 'invalid_dpop_proof'],
  ])('%s is refused', async (_what, make, error) => {
    const answer = await ask(make)
    expect(answer).toMatchObject({ status: 400, body: { error } })
  })

  it('used twice is refused the second time, by every process', async () => {
    const once = await proof(agent.dpopKeys, url())
    expect((await ask(async () => once)).status).toBe(200)
    expect(await ask(async () => once)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const restarted = await startAuthorizationServer(server)
    const { body } = await tokenRequest(server, agent, { grant_type: 'client_credentials' })
    expect(await post(restarted.address, '/oauth/token', body, { dpop: once })).toMatchObject({ status: 400 })
    await restarted.close()
  })
})

describe('containment and liveness at the token endpoint', () => {
  it('[15] a halt above ends every descendant, and restoring does not revive old tokens', async () => {
    const { a, b } = await pair()
    const before = await token(a)
    const ordered = await halt(staff.admin, { agentId: a.id, grain: 'agent', reason: 'a test of the cord' })
    if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
    await expect(token(a)).rejects.toMatchObject({ error: 'invalid_client' })
    await expect(exchange(b, before)).rejects.toMatchObject({ error: 'invalid_request' })
    const reasons = (await denials()).slice(-2).map((entry) => [entry.reason, entry.actorId])
    expect(reasons).toEqual([['containment', a.id], ['containment', b.id]])

    const lifted = await withProof(restore, staff.owner, { orderId: ordered.value.order_id, reason: 'the test is over' })
    if (!lifted.ok) throw new Error(JSON.stringify(lifted.refusal))
    await expect(exchange(b, before)).rejects.toMatchObject({ error: 'invalid_request' }) // [27]
    expect(decodeJwt((await exchange(b, await token(a))).access_token)).toMatchObject({ client_id: b.id })
  })

  it('[15] an agent whose owner or sponsor is gone gets nothing', async () => {
    const leaver = await makePerson(staff.tenantId, { role: 'owner', name: 'Leaver' })
    const left = await oauthAgent(server, staff, { tools: ['files:read_file'], owner: leaver.email })
    await standing(staff, left, [READ])
    const before = await token(left)
    await transaction(staff.tenantId, async (tx) => ok(await tx.person.update({ where: { id: leaver.id }, data: { status: 'deactivated' } })))
    await expect(token(left)).rejects.toMatchObject({ error: 'invalid_client' })
    expect((await denials()).at(-1)).toMatchObject({ reason: 'owner_alive', actorId: left.id })
    expect(before).toBeTruthy()
  })

  it('a draft is no client', async () => {
    const draft = await oauthAgent(server, staff, { tools: ['files:read_file'], risk_level: 'critical' })
    await expect(token(draft)).rejects.toMatchObject({ error: 'invalid_client' })
  })
})

describe('what is recorded', () => {
  it('every token before it leaves, with what was checked and what was dropped', async () => {
    const answer = await oidc.clientCredentialsGrant(agent.config, { scope: READ }, { DPoP: agent.dpop })
    const jti = decodeJwt(answer.access_token).jti
    const entry = (await entriesOf(staff.tenantId)).find((candidate) => candidate.subjectId === jti)
    expect(entry).toMatchObject({ action: 'token.issue', result: 'allowed', actorId: agent.id, detail: { scopes: [READ], dropped: [WRITE], grant: 'client_credentials' } })
    const { decision: checks } = (entry?.detail ?? { decision: [] }) as { decision: { check: string; ok: boolean }[] }
    expect(checks.every(({ ok: passed }) => passed)).toBe(true)
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['containment', 'owner_alive', 'mandate', 'audience', 'scope', 'proof_of_possession']))
  })

  it('no record, no token', async () => {
    const broken = await startAuthorizationServer(server, { issue: async () => Promise.reject(new Error('no database')) })
    const { body, headers } = await tokenRequest(server, agent, { grant_type: 'client_credentials' })
    const answer = await post(broken.address, '/oauth/token', body, headers)
    expect(answer).toMatchObject({ status: 500, body: { error: 'server_error' } })
    expect(JSON.stringify(answer.body)).not.toContain('database')
    await broken.close()
  })

  it('[48] no token, assertion or proof in any table or log line', async () => {
    const { body, headers } = await tokenRequest(server, agent, { grant_type: 'client_credentials' })
    const answer = await post(server.address, '/oauth/token', body, headers)
    const secrets = [String(answer.body['access_token']).split('.')[2], body.get('client_assertion')?.split('.')[2], headers['dpop']?.split('.')[2]]
    const text = await dump(db.ownerUrl)
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(40)
      expect(text.includes(secret as string) || JSON.stringify(server.log).includes(secret as string)).toBe(false)
    }
  })
})

async function dump(ownerUrl: string): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
  const texts: string[] = []
  for (const { name } of tables) texts.push(JSON.stringify((await client.query(`select t::text from "${name}" t`)).rows))
  await client.end()
  return texts.join('\n')
}
