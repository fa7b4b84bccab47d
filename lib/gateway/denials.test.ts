import { createHmac } from 'node:crypto'
import { Client as ClientV2, InsufficientScopeError, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { generateProof } from 'dpop'
import { generateKeyPair as generateJoseKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { generateKeyPair } from '@/lib/testing/dpop-keys'
import { startGatewayUnderTest, until, type GatewayUnderTest, type TestRun } from '@/lib/testing/gateway'

let gateway: GatewayUnderTest
let run: TestRun
beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  run = await gateway.run('mcp:everything:echo')
  await until(() => gateway.authority.leases > 12, 'the first seconds after the start to be over')
}, 40_000)
afterAll(() => gateway.stop())

const call = (name: string, args: object = {}) => ({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: args } })

type Send = { token?: string | null; scheme?: string; proof?: string | null | string[]; body?: unknown; headers?: Record<string, string>; method?: string }
async function send({ token, scheme = 'DPoP', proof, body = call('echo', { message: 'x' }), headers = {}, method = 'POST' }: Send = {}) {
  const access = token === undefined ? await run.token() : token
  const proofs = proof === undefined ? [await proofFor(access ?? '')] : [proof ?? []].flat()
  const sent = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers })
  if (access) sent.set('authorization', `${scheme} ${access}`)
  for (const one of proofs) sent.append('dpop', one)
  const response = await fetch(run.resource, { method, headers: sent, ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, challenge: response.headers.get('www-authenticate') ?? '', body: text.startsWith('{') ? (JSON.parse(text) as { error?: { code: number; message: string; data?: { reason?: string } } }) : null }
}
const proofFor = (token: string, { htu = run.resource, htm = 'POST', keys = run.keys.pair } = {}) => generateProof(keys, htu, htm, undefined, token)
const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const lastDecision = () => gateway.authority.records.filter((record) => record.kind === 'decision').at(-1)

describe('protected resource metadata and challenges', () => {
  it('[rfc9728] says whose tokens open this resource, and that they must be bound to a key', async () => {
    const response = await fetch(`${gateway.url}/.well-known/oauth-protected-resource/mcp/everything`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      resource: run.resource,
      authorization_servers: [gateway.authority.issuer],
      dpop_bound_access_tokens_required: true,
      bearer_methods_supported: ['header'],
    })
  })

  it('[rfc9728] without a token: 401 that points to the metadata and names no error', async () => {
    const { status, challenge } = await send({ token: null, proof: null })
    expect(status).toBe(401)
    expect(challenge).toMatch(/^DPoP /)
    expect(challenge).toContain(`resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp/everything"`)
    expect(challenge).toContain('algs="ES256')
    expect(challenge).not.toContain('error=')
  })
})

describe('case 1: a token that is not what the issuer signed with ES256 is refused, and no key is fetched for it', () => {
  const forged = async (header: object, sign?: (input: string) => string) => {
    const input = `${b64({ typ: 'at+jwt', ...header })}.${b64(run.claims())}`
    return `${input}.${sign ? sign(input) : ''}`
  }
  const jwks = async () => (await (await fetch(`${gateway.authority.issuer}/oauth/jwks`)).json()) as { keys: { kid: string }[] }

  it.each([
    ['alg none', async () => forged({ alg: 'none' })],
    ['HS256 with the public key as secret', async () => {
      const { keys } = await jwks()
      return forged({ alg: 'HS256', kid: keys[0]?.kid }, (input) => createHmac('sha256', JSON.stringify(keys[0])).update(input).digest('base64url'))
    }],
    ['RS256 header', async () => forged({ alg: 'RS256', kid: (await jwks()).keys[0]?.kid }, () => Buffer.alloc(256).toString('base64url'))],
    ['unknown crit', async () => forged({ alg: 'ES256', crit: ['x'], x: 1, kid: (await jwks()).keys[0]?.kid }, () => Buffer.alloc(64).toString('base64url'))],
    ['key embedded in its header', async () => {
      const pair = await generateJoseKeyPair('ES256', { extractable: true })
      const { exportJWK } = await import('jose')
      return new SignJWT(run.claims()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(pair.publicKey) }).sign(pair.privateKey)
    }],
    ['jku and x5u of another', async () => {
      const pair = await generateJoseKeyPair('ES256')
      return new SignJWT(run.claims()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jku: 'http://127.0.0.1:9/', x5u: 'http://127.0.0.1:9/', kid: 'mine' }).sign(pair.privateKey)
    }],
    ['typ of another kind of token', () => gateway.authority.sign('JWT', run.claims())],
    ['no exp (also SPIRE 1.12.3)', () => run.token({ exp: undefined })],
    ['exp in milliseconds is years ahead, and iat with it', () => run.token({ iat: Date.now(), exp: Date.now() + 300_000 })],
    ['audience as a list', () => run.token({ aud: [run.resource, 'https://other.example'] })],
    ['another issuer', () => run.token({ iss: 'https://other.example' })],
    ['client_id that is not the current actor', () => run.token({ client_id: newId() })],
    ['not a token at all', async () => 'x'.repeat(200)],
  ])('%s', async (_, make) => {
    const { status, challenge } = await send({ token: await make() })
    expect(status).toBe(401)
    expect(challenge).toContain('error="invalid_token"')
  })

  it('is written down, without claims that nobody vouches for, and not without end', async () => {
    const strangers = () => gateway.authority.records.filter((record) => record.kind === 'decision' && record.claims === null)
    await until(() => strangers().length > 0, 'a record')
    expect(strangers()[0]).toMatchObject({ result: 'denied', reason: 'signature', server: 'everything' })
    for (let sent = 0; sent < 40; sent += 1) await send({ token: 'x.y.z' })
    expect(strangers().length).toBeLessThan(40)
  })
})

describe('what a token must say', () => {
  it('another audience is refused, and the record says why', async () => {
    const { status, challenge, body } = await send({ token: await run.token({ aud: gateway.resource('files') }) })
    expect(status).toBe(401)
    expect(challenge).toContain('error="invalid_token"')
    expect(body?.error?.message).toContain(`not for ${run.resource}`)
    expect(lastDecision()).toMatchObject({ result: 'denied', reason: 'audience', tool: 'echo', server: 'everything' })
  })

  it('case 17: a token of another tenant is refused for a server of this one', async () => {
    const { status, body } = await send({ token: await run.token({ tenant: newId() }) })
    expect(status).toBe(401)
    expect(body?.error?.data?.reason).toBe('audience')
  })

  it('an expired one is refused to the second', async () => {
    const now = Math.floor(Date.now() / 1000)
    expect((await send({ token: await run.token({ iat: now - 300, exp: now }) })).body?.error?.data?.reason).toBe('expiry')
    expect(lastDecision()).toMatchObject({ reason: 'expiry' })
  })
})

describe('case 18: proof of possession', () => {
  it('a bound token is not a bearer token', async () => {
    const { status, challenge } = await send({ scheme: 'Bearer', proof: null })
    expect(status).toBe(401)
    expect(challenge).toMatch(/^DPoP .*error="invalid_token"/)
  })

  it('one proof opens one request: 20 at once, one gets through', async () => {
    const token = await run.token()
    const proof = await proofFor(token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ token, proof, body: { jsonrpc: '2.0', id: 1, method: 'ping' } })))
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(1) // let through to "no session yet"
    expect(answers.filter(({ challenge }) => challenge.includes('invalid_dpop_proof'))).toHaveLength(19)
  })

  it.each([
    ['no proof', async () => null],
    ['two proofs', async (token: string) => [await proofFor(token), await proofFor(token)]],
    ['another method', (token: string) => proofFor(token, { htm: 'GET' })],
    ['another address', (token: string) => proofFor(token, { htu: gateway.resource('files') })],
    ['another token', async () => proofFor(await run.token({ jti: 'another' }))],
    ['another key', async (token: string) => proofFor(token, { keys: (await generateKeyPair()).pair })],
    ['a nonce of nobody is no harm, garbage is', async () => 'a.b.c'],
  ])('%s is refused', async (_, make) => {
    const token = await run.token()
    const { status, challenge, body } = await send({ token, proof: await make(token) })
    expect(status).toBe(401)
    expect(challenge).toContain('error="invalid_dpop_proof"')
    expect(body?.error?.data?.reason).toBe('proof_of_possession')
    expect(lastDecision()).toMatchObject({ result: 'denied', reason: 'proof_of_possession' })
  })

  it('iat outside the window, both ways, is refused', async () => {
    const { exportJWK } = await import('jose')
    const token = await run.token()
    const { createHash, randomUUID } = await import('node:crypto')
    const ath = createHash('sha256').update(token).digest('base64url')
    const jwk = await exportJWK(run.keys.pair.publicKey)
    // Time goes on meanwhile: one in the past only gets older, and one ahead is far enough for a slow machine.
    for (const offset of [-61, 20]) {
      const proof = await new SignJWT({ htm: 'POST', htu: run.resource, ath, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) + offset })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(run.keys.pair.privateKey)
      expect((await send({ token, proof })).challenge).toContain('invalid_dpop_proof')
    }
  })
})

describe('a tool that is not in the mandate', () => {
  it('[mcp-auth] is 403 with insufficient_scope, the scope that would do, and who can give it', async () => {
    const { status, challenge, body } = await send({ body: call('get-env') })
    expect(status).toBe(403)
    expect(challenge).toContain('error="insufficient_scope"')
    expect(challenge).toContain('scope="mcp:everything:get-env"')
    expect(challenge).toContain('resource_metadata=')
    expect(body?.error?.message).toContain(`ask the person you act for (${run.person})`)
    expect(lastDecision()).toMatchObject({ result: 'denied', reason: 'scope', tool: 'get-env' })
  })

  it('reads as a sentence in the SDK 1.x', async () => {
    const client = new ClientV1({ name: 't', version: '1' })
    await client.connect(new HttpV1(new URL(run.resource), { fetch: run.fetcher() }))
    await expect(client.callTool({ name: 'get-env', arguments: {} })).rejects.toThrow(/scope mcp:everything:get-env is not in your mandate; ask the person/)
    await client.close()
  })

  it('is an InsufficientScopeError with scope and sentence in the SDK 2.x', async () => {
    const client = new ClientV2({ name: 't', version: '1' })
    await client.connect(new HttpV2(new URL(run.resource), { fetch: run.fetcher() }))
    const error = await client.callTool({ name: 'get-env', arguments: {} }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InsufficientScopeError)
    expect(error).toMatchObject({ requiredScope: 'mcp:everything:get-env', errorDescription: expect.stringContaining('is not in your mandate; ask the person') })
    await client.close()
  })

  it('reading a resource needs a scope of its own; listing does not', async () => {
    const client = new ClientV1({ name: 't', version: '1' })
    await client.connect(new HttpV1(new URL(run.resource), { fetch: run.fetcher() }))
    const { resources } = await client.listResources()
    await expect(client.readResource({ uri: resources[0]?.uri ?? '' })).rejects.toThrow(/scope mcp:everything:resources.read is not in your mandate/)
    await client.close()
  })

  it('names the delegating agent, where the authority came from one', async () => {
    const delegator = newId<'agent'>()
    const sub = await gateway.run('mcp:everything:echo', { path: [delegator, newId<'agent'>()] })
    const response = await sub.fetcher()(sub.resource, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(call('get-env')) })
    expect(await response.text()).toContain(`ask the agent ${delegator}`)
  })
})

describe('what comes in over HTTP', () => {
  it('another Host is turned away, as is a page of another origin (DNS rebinding)', async () => {
    expect((await send({ headers: { origin: 'http://evil.example' } })).status).toBe(403)
    expect((await send({ headers: { origin: 'null' } })).status).toBe(403)
    const { request } = await import('node:http')
    const status = await new Promise((resolve) =>
      request(`${gateway.url}/mcp/everything`, { headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)).end(),
    )
    expect(status).toBe(421)
  })

  it('case 7: deep JSON, a huge body, batches, another type and no JSON are refused', async () => {
    expect((await send({ body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` })).status).toBe(400)
    expect((await send({ body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413)
    expect((await send({ body: [call('echo')] })).status).toBe(400)
    expect((await send({ headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await send({ body: '{' })).status).toBe(400)
    expect((await send({ method: 'PUT' })).status).toBe(405)
  })

  it('unknown servers and paths are 404', async () => {
    expect((await fetch(`${gateway.url}/mcp/nothing`)).status).toBe(404)
    expect((await fetch(`${gateway.url}/mcp/everything/..%2ffiles`)).status).toBe(404)
  })

  it('has no CORS', async () => {
    const response = await fetch(`${gateway.url}/.well-known/oauth-protected-resource/mcp/everything`, { headers: { origin: gateway.url } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
