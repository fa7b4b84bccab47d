import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { decodeJwt, importJWK, SignJWT } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { read } from '@/lib/db/transaction'
import { getOrder, halt, invitePoint } from '@/lib/identity/containment'
import { openDrills } from '@/lib/identity/drills'
import { DRILL_TOOL, ensureDrillServer, registerToolServer } from '@/lib/identity/registry'
import { probeCalls } from '@/lib/jobs/drill/probe-calls'
import { DrillRun } from '@/lib/jobs/drill/run'
import { pinHost } from '@/lib/protocols/oauth'
import { feedRoutes, type Feed } from '@/lib/protocols/feed/routes'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { GATEWAY_URL, startAuthorizationServer, type AuthorizationServer } from '@/lib/testing/authorization-server'
import { testDatabase } from '@/lib/testing/database'
import { until } from '@/lib/testing/gateway'
import { EXCHANGE, ACCESS_TOKEN, oauthAgent, standing, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { openGuard, type Caller, type Guard } from '.'

/** A real node:http server with the guard, a real authority over HTTP before a real database, and a real OAuth client. */
const database = await testDatabase()
const problems: string[] = []
const PATIENT = 60_000
let authority: AuthorizationServer
let feed: Feed
/** Where the issuer is: the authorization server, and the feed beside it. */
let front: Server
/** Whether the authority answers enforcement points at all. */
let isReachable = true
let staff: Staff
let slug: string
let resource: string
let folder: string
let server: Server
let guard: Guard
/** Calls whose handler has begun and does not answer by itself. */
let hanging: ServerResponse[] = []

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  const issuer = await listening((front = createServer()))
  const alone = await startAuthorizationServer()
  authority = await startAuthorizationServer({ ...alone, issuer })
  await alone.close()
  feed = feedRoutes({ issuer, gatewayUrl: GATEWAY_URL, signer: signerOf(authority) })
  const [oauth, points] = [authority.provider.callback(), getRequestListener(feed.fetch, { overrideGlobalObjects: false })]
  front.on('request', (request, response) => {
    pinHost(request, new URL(issuer))
    if (!request.url?.startsWith('/feed/')) return void oauth(request, response)
    if (isReachable) void points(request, response)
    else request.socket.destroy()
  })

  staff = await makeStaff()
  slug = `inv-${staff.tenantId.slice(-8)}`
  const origin = await listening((server = createServer()))
  const registered = await registerToolServer({ gatewayUrl: GATEWAY_URL, issuer: authority.issuer })(staff.admin, {
    slug, title: 'Invoices', transport: { kind: 'guard', url: `${origin}/` },
  }) // prettier-ignore
  if (!registered.ok) throw new Error(JSON.stringify(registered.refusal))
  resource = registered.value.resource
  const invited = await invitePoint(staff.admin, { server: slug })
  if (!invited.ok) throw new Error(JSON.stringify(invited.refusal))

  folder = await mkdtemp(join(tmpdir(), 'lanyard-guard-'))
  guard = openGuard({ issuer: authority.issuer, code: invited.value.code, folder, tools: { read: 'Reads', wait: 'Takes for ever' }, onProblem: (problem, detail) => void problems.push(`${problem}: ${detail}`) })
  const plain = guard.node(({ url }: IncomingMessage) => url?.slice(1), (request, response, { agent }) => {
    if (request.url === '/wait') hanging.push(response)
    else response.end(`for ${agent}`)
  }) // prettier-ignore
  const app = express()
  app.use('/express', guard.express('read'))
  app.get('/express/read', (request, response) => void response.send(`for ${(request as { caller?: Caller }).caller?.agent}, by Express`))
  server.on('request', (request, response) => (request.url?.startsWith('/express') ? app(request, response) : plain(request, response)))
  await until(() => guard.state().ready, 'the guard to be ready', problems, 30_000)
}, 120_000)
afterAll(async () => {
  isReachable = true
  await guard?.close()
  for (const one of [server, front]) {
    one?.closeAllConnections()
    one?.close()
  }
  await feed?.close()
  await authority?.close()
  await closeDatabase()
  await rm(folder, { recursive: true, force: true })
})

const listening = async (one: Server): Promise<string> => {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
}

/** What the authority signs with, for the feed. */
const signerOf = ({ keys }: AuthorizationServer) => ({
  sign: (typ: string, payload: object) => {
    const [{ kid, privateKey }] = keys.keys() as [ReturnType<typeof keys.keys>[number]]
    return new SignJWT({ ...payload }).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(privateKey)
  },
  publicKeys: async () => ({ keys: keys.keys().map(({ publicJwk }) => publicJwk) }),
  ageMs: () => 0,
})

/** An agent with a standing mandate for these tools of the server. */
async function agentWith(tools: readonly string[], over: { may_delegate_to?: string[] } = {}): Promise<OAuthAgent> {
  const agent = await oauthAgent(authority, staff, { tools: tools.map((tool) => `${slug}:${tool}` as const), ...over })
  await standing(staff, agent, tools.map((tool) => `mcp:${slug}:${tool}`))
  return agent
}
const tokenOf = async (agent: OAuthAgent): Promise<string> => (await oidc.clientCredentialsGrant(agent.config, { resource }, { DPoP: agent.dpop })).access_token

async function call(agent: OAuthAgent, token: string, path = '/read'): Promise<{ status: number; text: string }> {
  try {
    const response = await oidc.fetchProtectedResource(agent.config, token, new URL(path, resource), 'GET', undefined, undefined, { DPoP: agent.dpop })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    if (!(error instanceof oidc.WWWAuthenticateChallengeError)) throw error
    return { status: error.status, text: await error.response.text() }
  }
}

describe('a resource server with the guard', () => {
  it('lets in a real token for its own address, whose tool the chain may use, and the ledger tells of it', async () => {
    const below = await agentWith(['read'])
    const agent = await agentWith(['read'], { may_delegate_to: [below.id] })
    const token = await tokenOf(agent)
    expect(decodeJwt(token)).toMatchObject({ aud: resource, scope: `mcp:${slug}:read` })
    expect(await call(agent, token)).toEqual({ status: 200, text: `for ${agent.id}` })
    expect((await call(agent, token, '/wait')).status).toBe(403)

    const narrowed = await oidc.genericGrantRequest(below.config, EXCHANGE, { subject_token: token, subject_token_type: ACCESS_TOKEN, resource, scope: `mcp:${slug}:read` }, { DPoP: below.dpop })
    expect(await call(below, narrowed.access_token)).toEqual({ status: 200, text: `for ${below.id}` })
    // It is not behind the gateway as well.
    await expect(oidc.clientCredentialsGrant(agent.config, { resource: `${GATEWAY_URL}/mcp/${slug}` }, { DPoP: agent.dpop })).rejects.toMatchObject({ error: 'invalid_target' })

    // Without those that only asked for the nonce of a server that has just started.
    const calls = async () =>
      (await read(staff.tenantId, (tx) => tx.ledgerEntry.findMany({ where: { tenantId: staff.tenantId, action: { startsWith: 'tool.' } } }))).filter(({ reason }) => reason !== 'proof_of_possession')
    await until(async () => (await calls()).length === 5, 'three decisions and two outcomes', problems, PATIENT)
    expect((await calls()).map(({ action, result, toolServer, tool, chain }) => [action, result, toolServer, tool, chain.at(-1)])).toEqual(
      expect.arrayContaining([
        ['tool.call', 'allowed', slug, 'read', agent.id],
        ['tool.call', 'denied', slug, 'wait', agent.id],
        ['tool.call', 'allowed', slug, 'read', below.id],
        ['tool.outcome', 'ok', slug, 'read', below.id],
      ]),
    )
  }, 90_000)

  it('22: cuts the call in flight of a halted agent, refuses its next, and has signed for it', async () => {
    const agent = await agentWith(['read', 'wait'])
    const token = await tokenOf(agent)
    hanging = []
    const inFlight = call(agent, token, '/wait')
    await until(() => hanging.length === 1, 'the call to be in flight', problems, PATIENT)
    const ordered = await halt(staff.admin, { agentId: agent.id })
    if (!ordered.ok) throw new Error(ordered.refusal.code)
    expect(await inFlight).toMatchObject({ status: 403, text: expect.stringContaining('halted') as string })
    expect(await call(agent, token)).toMatchObject({ status: 403, text: expect.stringContaining(ordered.value.order_id) as string })
    const point = async () => {
      const order = await getOrder(staff.auditor, { orderId: ordered.value.order_id })
      return order.ok ? order.value.points.find(({ name }) => name === slug) : undefined
    }
    await until(async () => (await point())?.state === 'confirmed', 'the signed receipt', problems, PATIENT)
    expect((await point())?.receipt).toMatchObject({ cut_calls: 1 })
  }, 90_000)

  it('is one in Express itself as well: a call is let in, one without a token is not, nor a halted agent’s', async () => {
    const agent = await agentWith(['read'])
    const token = await tokenOf(agent)
    expect(await call(agent, token, '/express/read')).toEqual({ status: 200, text: `for ${agent.id}, by Express` })
    const bare = await fetch(new URL('/express/read', resource))
    expect(bare.status).toBe(401)
    expect(bare.headers.get('www-authenticate')).toContain('DPoP')
    expect(await bare.text()).not.toContain('by Express')
    // A route that nobody wrote is behind it, too.
    expect((await fetch(new URL('/express/other', resource))).status).toBe(401)
    const ordered = await halt(staff.admin, { agentId: agent.id, grain: 'agent' })
    if (!ordered.ok) throw new Error(ordered.refusal.code)
    await until(async () => (await call(agent, token, '/express/read')).status === 403, 'the halted agent to be refused', problems, PATIENT)
  }, 90_000)

  it('is probed by drills over its own address: their token opens the probe, and nothing else', async () => {
    const points = await openDrills.points({ id: '', tenantId: staff.tenantId })
    expect(points).toMatchObject([{ name: slug, url: resource, guarded: true }])
    const drill = await ensureDrillServer(staff.root)
    const agent = await oauthAgent(authority, staff, { tools: [`${drill}:${DRILL_TOOL}`] })
    await standing(staff, agent, [`mcp:${drill}:${DRILL_TOOL}`])
    const privateKey = (await importJWK(agent.privateJwk, 'ES256')) as CryptoKey
    const run = await DrillRun.start({ issuer: authority.issuer, innerNetworks: true }, agent, { privateKey, publicJwk: agent.privateJwk })
    const token = await run.clientCredentials(`${GATEWAY_URL}/mcp/${drill}`)
    const probe = probeCalls(run, token, resource)
    expect(await probe()).toMatchObject({ verdict: 'allowed' })
    expect((await run.post(`${resource}read`, token, {}, null)).status).toBe(401)
    const ordered = await halt(staff.admin, { agentId: agent.id })
    if (!ordered.ok) throw new Error(ordered.refusal.code)
    await until(async () => (await probe()).verdict === 'refused', 'the probe to be refused', problems, PATIENT)
  }, 90_000)

  it('23: refuses everything, and cuts what is in flight, when its lease ends without contact; and comes back', async () => {
    const agent = await agentWith(['read', 'wait'])
    const token = await tokenOf(agent)
    expect((await call(agent, token)).status).toBe(200)
    hanging = []
    const inFlight = call(agent, token, '/wait')
    await until(() => hanging.length === 1, 'the call to be in flight', problems, PATIENT)
    isReachable = false
    expect(await inFlight).toMatchObject({ status: 503, text: expect.stringContaining('lease_lost') as string })
    expect(guard.state()).toMatchObject({ ready: false })
    expect(await call(agent, token)).toMatchObject({ status: 503, text: expect.stringContaining('"reason":"lease"') as string })
    isReachable = true
    await until(() => guard.state().ready, 'a lease', problems, PATIENT)
    expect((await call(agent, await tokenOf(agent))).status).toBe(200)
  }, 150_000)
})
