import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { actorOfToken } from '@/lib/identity/access'
import { addPlatform, getItem, ignoreItem, listItems, listPlatforms, mergeItem, removePlatform } from '@/lib/identity/discovery'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { Browser } from '@/lib/testing/browser'
import { testDatabase } from '@/lib/testing/database'
import { makeToolServers } from '@/lib/testing/tool-servers'
import { entriesOf } from '@/lib/testing/people'
import { platformKeys } from './platform-keys'
import { ACCESS_TOKEN, assertion, CALLBACK, EXCHANGE, FILES, MAIL, oauthAgent, post, standing, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'

const db = await testDatabase()
let server: AuthorizationServer
let staff: Staff
const READ = 'mcp:files:read_file'
const WRITE = 'mcp:files:write_file'
const SEND = 'mcp:mail:send'

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  server = await startAuthorizationServer()
  staff = await makeStaff()
  await makeToolServers(staff, ['files', 'mail'])
})
afterAll(async () => {
  await server.close()
  await closeDatabase()
})

/** A person gives the agent a mandate in a browser, and the agent gets its first token. */
async function authorize(agent: OAuthAgent, params: Record<string, string>, consent: Partial<AuthorizationServer['consent']['now']> = {}) {
  server.consent.now = { person: staff.analyst, ...consent }
  const verifier = oidc.randomPKCECodeVerifier()
  const url = oidc.buildAuthorizationUrl(agent.config, {
    redirect_uri: CALLBACK,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 's',
    ...params,
  })
  const { url: callback } = await new Browser().follow(url, (at) => at.href.startsWith(CALLBACK))
  return oidc.authorizationCodeGrant(agent.config, callback, { pkceCodeVerifier: verifier, expectedState: 's' }, undefined, { DPoP: agent.dpop })
}
const exchange = (agent: OAuthAgent, subject: string, params: Record<string, string> = {}) =>
  oidc.genericGrantRequest(agent.config, EXCHANGE, { subject_token: subject, subject_token_type: ACCESS_TOKEN, ...params }, { DPoP: agent.dpop })

describe('metadata', () => {
  it('names what is there and nothing else, whatever host was asked', async () => {
    const response = await fetch(`${server.address}/.well-known/oauth-authorization-server`, {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
    })
    const text = await response.text()
    expect(text).not.toContain('evil')
    const metadata = JSON.parse(text) as Record<string, unknown>
    expect(metadata).toMatchObject({
      issuer: server.issuer,
      token_endpoint: `${server.issuer}/oauth/token`,
      jwks_uri: `${server.issuer}/oauth/jwks`,
      pushed_authorization_request_endpoint: `${server.issuer}/oauth/par`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
    })
    expect((metadata['grant_types_supported'] as string[]).sort()).toEqual(['authorization_code', 'client_credentials', 'refresh_token', EXCHANGE].sort())
    expect(metadata['userinfo_endpoint']).toBeUndefined()
  })
})

describe('an autonomous agent (client_credentials)', () => {
  it('gets a token under its sponsor’s standing mandate: sub is the agent, no act', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file', 'files:write_file'] })
    const mandate = await standing(staff, agent, [READ])
    const answer = await oidc.clientCredentialsGrant(agent.config, { resource: FILES, scope: `${READ} ${WRITE}` }, { DPoP: agent.dpop })
    expect(answer).toMatchObject({ token_type: 'dpop', scope: READ })
    expect(answer.expires_in).toBeLessThanOrEqual(300)
    expect(decodeProtectedHeader(answer.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    const claims = decodeJwt(answer.access_token)
    expect(claims).toMatchObject({
      iss: server.issuer, aud: FILES, sub: agent.id, client_id: agent.id, scope: READ, tenant: staff.tenantId, mandate, sponsor: staff.owner.id,
      purpose: 'sorts the invoices every night', epoch: 0, jti: claims['delegation'], run_id: (claims['cnf'] as { jkt: string }).jkt,
      doc: expect.stringMatching(/^sha-256:/),
    }) // prettier-ignore
    expect(claims['act']).toBeUndefined()
  })

  it('says what it runs, and what is not the approved code is a finding and, by its document, a refusal', async () => {
    const presenting = async (attestation: { code_digest: string; on_mismatch?: 'record' | 'refuse' }, claims: Record<string, string>) => {
      const agent = await oauthAgent(server, staff, { tools: ['files:read_file'], attestation })
      await standing(staff, agent, [READ])
      const request = await tokenRequest(server, agent, { grant_type: 'client_credentials', resource: FILES, client_assertion: await assertion(agent, server.issuer, claims) })
      const answer = await post(server.address, '/oauth/token', request.body, request.headers)
      const entries = (await entriesOf(staff.tenantId)).filter((entry) => entry.actorId === agent.id)
      return { status: answer.status, entries: entries.map(({ action, result, reason }) => [action, result, reason]), finding: entries.find(({ action }) => action === 'registry.attestation.mismatch') }
    }
    const found = ['registry.attestation.mismatch', 'ok', 'attestation']
    const given = ['token.issue', 'allowed', null]
    expect(await presenting({ code_digest: 'sha256:good' }, { lanyard_code_digest: 'sha256:good' })).toMatchObject({ status: 200, entries: [given] })
    expect(await presenting({ code_digest: 'sha256:good' }, {})).toMatchObject({ status: 200, entries: [given] })
    const recorded = await presenting({ code_digest: 'sha256:good', on_mismatch: 'record' }, { lanyard_code_digest: 'sha256:bad' })
    expect(recorded).toMatchObject({ status: 200, finding: { detail: { policy: 'record', expected: { code: 'sha256:good' }, presented: { code: 'sha256:bad' } } } })
    expect(recorded.entries).toEqual(expect.arrayContaining([found, given]))
    const refused = await presenting({ code_digest: 'sha256:good', on_mismatch: 'refuse' }, { lanyard_code_digest: 'sha256:bad' })
    expect(refused.status).toBe(401)
    expect(refused.entries).toEqual(expect.arrayContaining([found, ['token.issue', 'denied', 'attestation']]))
    expect((await presenting({ code_digest: 'sha256:good', on_mismatch: 'refuse' }, {})).status).toBe(401)
    expect((await presenting({ code_digest: 'sha256:good', on_mismatch: 'refuse' }, { lanyard_code_digest: 'sha256:good' })).entries).toEqual([given])
  })

  it('needs no scope and no resource where there is only one answer', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await standing(staff, agent, [READ])
    const answer = await oidc.clientCredentialsGrant(agent.config, {}, { DPoP: agent.dpop })
    expect(decodeJwt(answer.access_token)).toMatchObject({ aud: FILES, scope: READ })
  })

  it('has to say which resource where there are several', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file', 'mail:send'] })
    await standing(staff, agent, [READ, SEND])
    await expect(oidc.clientCredentialsGrant(agent.config, {}, { DPoP: agent.dpop })).rejects.toMatchObject({ error: 'invalid_target' })
    expect(decodeJwt((await oidc.clientCredentialsGrant(agent.config, { scope: SEND }, { DPoP: agent.dpop })).access_token)).toMatchObject({ aud: MAIL, scope: SEND })
  })

  it('gets nothing without a standing mandate', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await expect(oidc.clientCredentialsGrant(agent.config, { resource: FILES }, { DPoP: agent.dpop })).rejects.toMatchObject({ error: 'unauthorized_client' })
  })

  it('gets nothing without proof of a key', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await standing(staff, agent, [READ])
    await expect(oidc.clientCredentialsGrant(agent.config, { resource: FILES })).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('on behalf of a person (authorization code)', () => {
  it('makes the person the subject and the agent the actor', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file', 'files:write_file'] })
    const answer = await authorize(agent, { scope: `openid ${READ} ${WRITE}`, resource: FILES, purpose: 'to sort my invoices' }, { scopes: [READ] })
    expect(answer).toMatchObject({ scope: READ, refresh_token: expect.any(String) })
    expect(decodeJwt(answer.access_token)).toMatchObject({
      sub: staff.analyst.id,
      client_id: agent.id,
      act: { sub: agent.id, iss: server.issuer, sub_profile: 'ai_agent' },
      purpose: 'to sort my invoices',
      scope: READ,
    })
    expect(answer.claims()).toMatchObject({ sub: staff.analyst.id })
    expect(answer.claims()?.['email']).toBeUndefined()
  })

  it('works pushed (PAR), without scope and without resource', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    server.consent.now = { person: staff.analyst }
    const verifier = oidc.randomPKCECodeVerifier()
    const url = await oidc.buildAuthorizationUrlWithPAR(agent.config, { redirect_uri: CALLBACK, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }, { DPoP: agent.dpop })
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    const { url: callback } = await new Browser().follow(url, (at) => at.href.startsWith(CALLBACK))
    expect(callback.searchParams.get('iss')).toBe(server.issuer)
    const answer = await oidc.authorizationCodeGrant(agent.config, callback, { pkceCodeVerifier: verifier }, undefined, { DPoP: agent.dpop })
    expect(decodeJwt(answer.access_token)).toMatchObject({ aud: FILES, scope: READ })
  })

  it('asks for consent every time, and a mandate may span resources', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file', 'mail:send'] })
    server.consent.now = { person: staff.analyst }
    const browser = new Browser()
    for (let time = 0; time < 2; time++) {
      const verifier = oidc.randomPKCECodeVerifier()
      const url = oidc.buildAuthorizationUrl(agent.config, { redirect_uri: CALLBACK, scope: `${READ} ${SEND}`, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
      const { url: page } = await browser.follow(url, (at) => at.pathname.startsWith('/interaction/'))
      expect(page.pathname).toMatch(/^\/interaction\//)
      const { url: callback } = await browser.follow(page, (at) => at.href.startsWith(CALLBACK))
      const first = await oidc.authorizationCodeGrant(agent.config, callback, { pkceCodeVerifier: verifier }, { resource: FILES }, { DPoP: agent.dpop })
      expect(decodeJwt(first.access_token)).toMatchObject({ aud: FILES, scope: READ })
      const second = await oidc.refreshTokenGrant(agent.config, first.refresh_token as string, { resource: MAIL }, { DPoP: agent.dpop })
      expect(decodeJwt(second.access_token)).toMatchObject({ aud: MAIL, scope: SEND })
    }
  })

  it('hands a refusal back to the agent', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await expect(authorize(agent, { scope: READ, resource: FILES }, { deny: true })).rejects.toMatchObject({ error: 'access_denied' })
  })

  it.each([
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }],
    ['the implicit flow', { response_type: 'token' }],
    ['a lifetime beyond the limit', { mandate_lifetime: '99999999' }],
    ['a purpose that reads backwards', { purpose: 'pay \u202Enothing' }],
    ['another agent’s resource', { resource: MAIL }],
    ['the management API', { resource: 'ISSUER/api/v1' }],
  ])('refuses %s', async (_what, params: Record<string, string>) => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const url = oidc.buildAuthorizationUrl(agent.config, { redirect_uri: CALLBACK, scope: READ, code_challenge: 'a'.repeat(43), code_challenge_method: 'S256', ...params })
    if (params['resource']) url.searchParams.set('resource', params['resource'].replace('ISSUER', server.issuer))
    const { url: at, response } = await new Browser().follow(url, (next) => next.href.startsWith(CALLBACK) || next.pathname.startsWith('/interaction'))
    expect(at.searchParams.has('error') || at.hash.includes('error=') || response?.status === 400).toBe(true)
  })
})

describe('token exchange', () => {
  it('nests act over three hops, narrows, and never outlives its parent', async () => {
    const c = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const b = await oauthAgent(server, staff, { tools: ['files:read_file', 'files:write_file'], may_delegate_to: [c.id] })
    const a = await oauthAgent(server, staff, { tools: ['files:read_file', 'files:write_file'], may_delegate_to: [b.id] })
    const one = await authorize(a, { scope: `${READ} ${WRITE}`, resource: FILES })
    const two = await exchange(b, one.access_token, { resource: FILES })
    const three = await exchange(c, two.access_token, { scope: `${READ} ${WRITE}` })
    expect(two).toMatchObject({ issued_token_type: ACCESS_TOKEN, token_type: 'dpop', scope: `${READ} ${WRITE}` })
    const [first, last] = [decodeJwt(one.access_token), decodeJwt(three.access_token)]
    const actor = (sub: string, act?: object) => ({ sub, iss: server.issuer, sub_profile: 'ai_agent', ...(act ? { act } : {}) })
    expect(last).toMatchObject({ sub: staff.analyst.id, client_id: c.id, scope: READ, mandate: first['mandate'], act: actor(c.id, actor(b.id, actor(a.id))) })
    expect(last.exp as number).toBeLessThanOrEqual(first.exp as number)
    expect((last['cnf'] as { jkt: string }).jkt).toBe(last['run_id'])
    expect(last['run_id']).not.toBe(first['run_id'])
  })

  it('goes on from autonomous work, whose root agent stays the subject', async () => {
    const b = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const a = await oauthAgent(server, staff, { tools: ['files:read_file'], may_delegate_to: [b.id] })
    await standing(staff, a, [READ])
    const one = await oidc.clientCredentialsGrant(a.config, {}, { DPoP: a.dpop })
    expect(decodeJwt((await exchange(b, one.access_token)).access_token)).toMatchObject({ sub: a.id, act: { sub: b.id }, sponsor: staff.owner.id })
  })

  it('follows only edges that the holder’s document names', async () => {
    const stranger = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const a = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await standing(staff, a, [READ])
    const one = await oidc.clientCredentialsGrant(a.config, {}, { DPoP: a.dpop })
    await expect(exchange(stranger, one.access_token)).rejects.toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('may_delegate_to') })
  })

  it('takes an actor token of the client itself, and no other', async () => {
    const b = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const a = await oauthAgent(server, staff, { tools: ['files:read_file'], may_delegate_to: [b.id] })
    await standing(staff, a, [READ])
    await standing(staff, b, [READ])
    const of = async (agent: OAuthAgent) => (await oidc.clientCredentialsGrant(agent.config, {}, { DPoP: agent.dpop })).access_token
    const [fromA, fromB] = [await of(a), await of(b)]
    expect((await exchange(b, fromA, { actor_token: fromB, actor_token_type: ACCESS_TOKEN })).access_token).toBeTruthy()
    await expect(exchange(b, fromA, { actor_token: fromA, actor_token_type: ACCESS_TOKEN })).rejects.toMatchObject({ error: 'invalid_request' })
    await expect(exchange(b, fromA, { actor_token: fromB })).rejects.toMatchObject({ error: 'invalid_request' })
  })
})

describe('introspection and revocation of JWTs', () => {
  it('show act to the token’s own client', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const { access_token: token } = await authorize(agent, { scope: READ, resource: FILES })
    expect(await oidc.tokenIntrospection(agent.config, token)).toMatchObject({
      active: true, sub: staff.analyst.id, client_id: agent.id, aud: FILES, scope: READ, token_type: 'DPoP', iss: server.issuer,
      act: { sub: agent.id }, jti: decodeJwt(token).jti, cnf: decodeJwt(token)['cnf'], mandate: decodeJwt(token)['mandate'],
    }) // prettier-ignore
  })

  it('[28] show another client nothing', async () => {
    const [agent, other] = [await oauthAgent(server, staff, { tools: ['files:read_file'] }), await oauthAgent(server, staff, { tools: ['files:read_file'] })]
    await standing(staff, agent, [READ])
    const { access_token: token } = await oidc.clientCredentialsGrant(agent.config, {}, { DPoP: agent.dpop })
    expect(await oidc.tokenIntrospection(other.config, token)).toEqual({ active: false })
    await oidc.tokenRevocation(other.config, token)
    expect(await oidc.tokenIntrospection(agent.config, token)).toMatchObject({ active: true })
  })

  it('know no forged token, and no token by its jti alone', async () => {
    const agent = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    await standing(staff, agent, [READ])
    const { access_token: token } = await oidc.clientCredentialsGrant(agent.config, {}, { DPoP: agent.dpop })
    for (const forged of [`${token.slice(0, -8)}AAAAAAAA`, String(decodeJwt(token).jti), 'presented-jwt', 'a.b.c'])
      expect(await oidc.tokenIntrospection(agent.config, forged)).toEqual({ active: false })
  })

  it('a revoked token is dead, and with it what was derived from it', async () => {
    const b = await oauthAgent(server, staff, { tools: ['files:read_file'] })
    const a = await oauthAgent(server, staff, { tools: ['files:read_file'], may_delegate_to: [b.id] })
    await standing(staff, a, [READ])
    const one = await oidc.clientCredentialsGrant(a.config, {}, { DPoP: a.dpop })
    const two = await exchange(b, one.access_token)
    await oidc.tokenRevocation(a.config, one.access_token)
    expect(await oidc.tokenIntrospection(a.config, one.access_token)).toEqual({ active: false })
    expect(await oidc.tokenIntrospection(b.config, two.access_token)).toEqual({ active: false })
    await expect(exchange(b, one.access_token)).rejects.toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('revoked') })
  })
})

describe('people', () => {
  it('sign in to the console: ID token with name and e-mail, an opaque token that is a session, and sign-out ends it', async () => {
    const config = await oidc.discovery(new URL(server.issuer), 'console', undefined, oidc.ClientSecretBasic(server.deps.secrets.consoleClient), { execute: [oidc.allowInsecureRequests] })
    const redirect = 'http://127.0.0.1:3000/api/auth/callback/lanyard'
    const verifier = oidc.randomPKCECodeVerifier()
    const browser = new Browser()
    server.consent.now = { person: staff.admin }
    const url = oidc.buildAuthorizationUrl(config, { redirect_uri: redirect, scope: 'openid profile email', nonce: 'n', code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
    const { url: callback } = await browser.follow(url, (at) => at.href.startsWith(redirect))
    const answer = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedNonce: 'n' })
    expect(answer.claims()).toMatchObject({ sub: staff.admin.id, name: staff.admin.name, email: staff.admin.email })
    expect(answer.refresh_token).toBeUndefined()
    expect(answer.access_token).not.toContain('.')
    expect(answer.expires_in).toBe(8 * 3_600)
    expect(await actorOfToken(answer.access_token)).toMatchObject({ kind: 'person', id: staff.admin.id, role: 'admin' })

    const out = oidc.buildEndSessionUrl(config, { id_token_hint: answer.id_token as string, post_logout_redirect_uri: 'http://127.0.0.1:3000/' })
    const page = await (await browser.fetch(out)).text()
    const [, action, xsrf] = /action="([^"]+)".*?name="xsrf" value="([^"]+)"/s.exec(page) as unknown as [string, string, string]
    const { url: home } = await browser.follow(action, (at) => at.port === '3000', { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) })
    expect(home.href).toBe('http://127.0.0.1:3000/')
    expect(await actorOfToken(answer.access_token)).toBeNull()
  })

  it('use the CLI as a public client on any loopback port', async () => {
    const config = await oidc.discovery(new URL(server.issuer), 'lanyard-cli', undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] })
    const redirect = 'http://127.0.0.1:51234/callback'
    const verifier = oidc.randomPKCECodeVerifier()
    server.consent.now = { person: staff.owner }
    const url = oidc.buildAuthorizationUrl(config, { redirect_uri: redirect, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
    const { url: callback } = await new Browser().follow(url, (at) => at.href.startsWith(redirect))
    const answer = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier })
    expect(await actorOfToken(answer.access_token)).toMatchObject({ id: staff.owner.id })
    await oidc.tokenRevocation(config, answer.access_token)
    expect(await actorOfToken(answer.access_token)).toBeNull()
  })
})

describe('a platform’s word for its workload', () => {
  it('gets nobody a token: who is not registered comes to the inbox, with what the platform says and without the token', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const stranger = await generateKeyPair('ES256')
    let [asked, at, keysUp] = [0, '', true]
    const platform = createServer((request, response) => {
      asked++
      const body = request.url === '/keys' ? { keys: [{ kty: 'EC', ...publicJwk, kid: 'p1', alg: 'ES256' }] } : { issuer: at, jwks_uri: `${at}/keys` }
      response.writeHead(keysUp ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const publicJwk = await exportJWK(publicKey)
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
    at = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`
    let ms = 0
    const beside = await startAuthorizationServer(server, { platformKeys: platformKeys({ innerNetworks: true, now: () => ms }) })
    const assertionOf = (over: JWTPayload = {}, key = privateKey, header: Record<string, string> = {}) =>
      new SignJWT({ iss: at, aud: server.issuer, sub: 'workload/7f3', exp: Math.floor(Date.now() / 1000) + 300, agent_name: 'Night-Batch', team: 'billing', ...over }).setProtectedHeader({ alg: 'ES256', kid: 'p1', ...header }).sign(key)
    const show = async (token: string) => {
      const answer = await fetch(`${beside.address}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: token }) })
      return { status: answer.status, ...((await answer.json()) as { error: string; error_description?: string; access_token?: string }) }
    }
    const inbox = async (filter: Record<string, string> = {}) => {
      const found = await listItems(staff.owner, { kind: 'platform_workload', ...filter })
      if (!found.ok) throw new Error(JSON.stringify(found.refusal))
      return found.value.items
    }
    try {
      const first = await assertionOf()
      expect(await show(first)).toMatchObject({ status: 400, error: 'invalid_request' })
      expect(asked).toBe(0) // whoever is not believed is not asked for keys
      for (const actor of [staff.owner, staff.analyst, staff.auditor]) expect(await addPlatform({ issuer: server.issuer })(actor, { name: 'Batch cloud', issuer: at })).toMatchObject({ refusal: { code: 'denied' } })
      expect(await addPlatform({ issuer: server.issuer })(staff.admin, { name: 'Ours', issuer: server.issuer })).toMatchObject({ refusal: { fields: { issuer: 'is this installation’s own' } } })
      const added = await addPlatform({ issuer: server.issuer })(staff.admin, { name: 'Batch cloud', issuer: at })
      if (!added.ok) throw new Error(JSON.stringify(added.refusal))

      keysUp = false
      expect(await show(first)).toMatchObject({ error: 'invalid_request' })
      expect(await listPlatforms(staff.auditor, {})).toMatchObject({ value: [{ seen_at: null, problem: { what: 'its metadata could not be read' } }] })
      keysUp = true
      ms += 31_000 // a platform that could not be asked is not asked at every request
      const agent = await oauthAgent(server, staff, { name: 'Night_Batch', tools: ['files:read_file'] })
      const wrong = {
        'another key': await assertionOf({}, stranger.privateKey),
        'for somebody else': await assertionOf({ aud: 'https://elsewhere.test' }),
        'too late': await assertionOf({ exp: Math.floor(Date.now() / 1000) - 60 }),
        'for ever': await new SignJWT({ iss: at, aud: server.issuer, sub: 'x' }).setProtectedHeader({ alg: 'ES256', kid: 'p1' }).sign(privateKey),
        'of nobody': await assertionOf({ sub: '' }),
        'another issuer, by a slash': await assertionOf({ iss: `${at}/` }),
        'a key that it names itself': await assertionOf({}, stranger.privateKey, { kid: 'mine', jku: `${at}/mine` }),
      }
      for (const [what, token] of Object.entries(wrong)) expect(await show(token), what).toMatchObject({ status: 400, error: 'invalid_request' })
      expect(await inbox()).toEqual([])

      for (const token of [first, first, await assertionOf({ jti: 'x', aud: `${server.issuer}/oauth/token` })]) {
        const answer = await show(token)
        expect(answer).toMatchObject({ status: 400, error: 'invalid_grant', error_description: expect.stringContaining('not registered') })
        expect(answer.access_token).toBeUndefined()
      }
      const [item, ...more] = await inbox({ match: 'yes' })
      if (!item) throw new Error('nothing is in the inbox')
      expect(more).toEqual([])
      expect(item).toMatchObject({ name: 'Night-Batch', path: at, at: 'workload/7f3', state: 'open', source: { name: 'Platform tokens' }, version: 1, matches: [{ id: agent.id, why: ['same name'] }] })
      const shown = await getItem(staff.auditor, { foundId: item.id })
      expect(shown).toMatchObject({ value: { evidence: { client_ids: ['workload/7f3'], document: { platform: 'Batch cloud' }, notes: expect.arrayContaining(['team: billing', 'agent_name: Night-Batch', 'subject: workload/7f3']) } } })
      for (const part of first.split('.')) expect(JSON.stringify(shown)).not.toContain(part)
      expect(await listPlatforms(staff.auditor, {})).toMatchObject({ value: [{ seen_at: expect.any(String), problem: null }] })

      // Ignored, it stays so until its platform says something else of it; what it was recognised as is said to it.
      await ignoreItem(staff.owner, { foundId: item.id, version: 1, reason: 'A test of the platform' })
      await show(await assertionOf({ jti: 'y' }))
      expect(await inbox()).toEqual([])
      await show(await assertionOf({ team: 'payments', note: `a ${first}` }))
      const [back] = await inbox()
      expect(back).toMatchObject({ id: item.id, came_back: true })
      expect(await getItem(staff.auditor, { foundId: item.id })).toMatchObject({ value: { evidence: { notes: expect.arrayContaining(['note: a token, which is not kept']) } } })
      expect(await mergeItem(staff.owner, { foundId: item.id, version: back?.version, target: { kind: 'agent', id: agent.id } })).toMatchObject({ ok: true })
      expect(await show(first)).toMatchObject({ error: 'invalid_grant', error_description: expect.stringContaining('is known here') })
      expect(await removePlatform(staff.admin, { platformId: added.value.id })).toMatchObject({ ok: true })
      expect(await show(first)).toMatchObject({ error: 'invalid_request' })
    } finally {
      await beside.close()
      platform.closeAllConnections()
      platform.close()
    }
  })

  it('[30] is asked for nowhere that may not be reached', async () => {
    let connections = 0
    const canary = createServer(() => undefined).on('connection', () => connections++)
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
    const { port } = canary.address() as AddressInfo
    const keys = platformKeys({ innerNetworks: false })
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '0x7f.1', '2130706433', 'localhost'])
      await expect(Promise.resolve(keys(`http://${host}:${port}`)({ alg: 'ES256' }, { payload: '', signature: '' })), host).rejects.toThrow(/is an address of an inner network|is a link-local address|is a metadata service/)
    canary.close()
    expect(connections).toBe(0)
  })
})
