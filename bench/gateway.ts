import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, DpopSession, generateDpopKeyPair, StreamableHTTPClientTransport, withDpop, type FetchLike } from '@modelcontextprotocol/client'
import { McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { getRequestListener } from '@hono/node-server'
import { importJWK, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { z } from 'zod'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { registerToolServer } from '@/lib/identity/registry'
import { makeAgent } from '@/lib/testing/agents'
import { budget, cpuSeconds, machine, median, quantile, report, rounded, spread } from './harness'
import { startProduct, until, type Product } from './product'

/**
 * One MCP tool call through the gateway and the same call to the same server directly, in pairs, each pair in either
 * order. The gateway's has a token, a proof, a decision recorded durably before the call and an outcome after it.
 */
const PAIRS = Number(process.env.BENCH_PAIRS ?? 1_500)
/** Calls before the first that counts. A process that has just started compiles as much as it works, and no agent meets it like that. */
const WARM = Number(process.env.BENCH_WARM ?? 1_500)
const WARM_AT_ONCE = 16
/** For how long nobody calls, to see what leases, looks at the database and sealing cost by themselves. */
const IDLE_MS = 4_000
const REFUSED_MAX = 200
let refused = 0

const product = await startProduct()
const tools = await toolServer()
try {
  const gateway = await product.startGateway()
  const direct = await connect(tools.url)
  const through = await connect(`${product.gatewayUrl}/mcp/echo`, await agentFetch(product, tools.url))
  for (let n = 0; n < WARM; n += WARM_AT_ONCE) await Promise.all(Array.from({ length: WARM_AT_ONCE }, () => call(through)))
  for (let n = 0; n < WARM / 10; n++) await Promise.all([call(direct), call(through)])

  const used = () => ({ at: performance.now(), gateway: cpuSeconds(gateway.pid), authority: cpuSeconds(product.authority.pid), database: cpuSeconds(product.postgresPid, { children: true }) })
  const atRest = used()
  await new Promise((done) => setTimeout(done, IDLE_MS))
  const began = used()
  const samples = { direct: [] as number[], through: [] as number[] }
  for (let n = 0; n < PAIRS; n++)
    for (const which of n % 2 === 0 ? (['direct', 'through'] as const) : (['through', 'direct'] as const)) samples[which].push(await call(which === 'direct' ? direct : through))
  const ended = used()
  type Who = 'gateway' | 'authority' | 'database'
  const idle = (who: Who): number => (began[who] - atRest[who]) / (began.at - atRest.at)
  /** Milliseconds of processor time, less what would have been used without any call. */
  const perCall = (who: Who): number => rounded(((ended[who] - began[who] - idle(who) * (ended.at - began.at)) / PAIRS) * 1_000, 2)
  const added = samples.through.map((ms, n) => ms - (samples.direct[n] ?? Number.NaN))
  report('gateway', {
    benchmark: 'an MCP tool call through the gateway against the same server called directly',
    machine: machine(product.postgresVersion),
    pairs: PAIRS,
    /** In the whole run, warming included: the gateway had no lease, or could not record. */
    refused,
    direct_ms: spread(samples.direct),
    through_gateway_ms: spread(samples.through),
    added_ms: { ...spread(added), median_of_differences: rounded(median(added)), difference_of_medians: rounded(quantile(samples.through, 0.5) - quantile(samples.direct, 0.5)) },
    cpu_ms_per_call: { gateway: perCall('gateway'), authority: perCall('authority'), database: perCall('database') },
    cpu_share_at_rest: { gateway: rounded(idle('gateway') * 1_000, 3), authority: rounded(idle('authority') * 1_000, 3), database: rounded(idle('database') * 1_000, 3) },
    budgets: [budget('added to a call, p50, ms', median(added), 'at most', 3)],
  })
  await Promise.all([direct.close(), through.close()])
} finally {
  await product.stop()
  tools.server.closeAllConnections()
  tools.server.close()
}

/** A machine that stands still for longer than a lease lives makes the gateway refuse, as it must; such a call is made again. */
async function call(client: Client): Promise<number> {
  for (;;) {
    try {
      return await once(client)
    } catch (thrown) {
      if (refused++ >= REFUSED_MAX) throw thrown
      await new Promise((done) => setTimeout(done, 500))
    }
  }
}

async function once(client: Client): Promise<number> {
  const began = performance.now()
  const { content } = await client.callTool({ name: 'echo', arguments: { message: 'hello' } })
  const ms = performance.now() - began
  if (JSON.stringify(content) !== '[{"type":"text","text":"hello"}]') throw new Error(`unexpected: ${JSON.stringify(content)}`)
  return ms
}

async function connect(url: string, fetcher?: FetchLike): Promise<Client> {
  const client = new Client({ name: 'bench', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url), fetcher ? { fetch: fetcher } : {}))
  return client
}

/** A tool server over Streamable HTTP as the SDK makes it, in this process for both. */
async function toolServer(): Promise<{ url: string; server: HttpServer }> {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>()
  const open = async (): Promise<WebStandardStreamableHTTPServerTransport> => {
    const mcp = new McpServer({ name: 'echo', version: '1' })
    mcp.registerTool('echo', { inputSchema: z.object({ message: z.string() }) }, ({ message }) => ({ content: [{ type: 'text', text: message }] }))
    const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
    })
    await mcp.connect(transport)
    return transport
  }
  const answer = async (request: Request): Promise<Response> => {
    const known = sessions.get(request.headers.get('mcp-session-id') ?? '')
    return (known ?? (await open())).handleRequest(request)
  }
  const server = createServer(getRequestListener(answer))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, server }
}

/** The agent's side as its author writes it: openid-client for the token, the SDK's own DPoP for the calls. */
async function agentFetch({ issuer, gatewayUrl, staff }: Product, url: string): Promise<FetchLike> {
  const made = await registerToolServer({ gatewayUrl })(staff.admin, { slug: 'echo', title: 'Echo', transport: { kind: 'http', url } })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  const { agent, keys } = await makeAgent(staff, { name: 'caller', tools: [{ mcp_server: 'echo', tool_id: 'echo' }] })
  const given = await giveStandingMandate({ gatewayUrl })(staff.owner, {
    agentId: agent.id,
    scopes: ['mcp:echo:echo'],
    purpose: 'is measured',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  const key = (await importJWK(keys.privateJwk as JWK, 'ES256')) as CryptoKey
  const config = await oidc.discovery(new URL(issuer), agent.id, undefined, oidc.PrivateKeyJwt(key), { execute: [oidc.allowInsecureRequests], algorithm: 'oauth2' })
  const keyPair = await generateDpopKeyPair()
  const DPoP = oidc.getDPoPHandle(config, keyPair)
  const token = (): Promise<string> => oidc.clientCredentialsGrant(config, { resource: `${gatewayUrl}/mcp/echo` }, { DPoP }).then(({ access_token }) => access_token)
  let current = ''
  const renew = async (): Promise<void> => void (current = await token())
  // The gateway reads its servers every few seconds; a token is good for five minutes, and a run may take longer.
  const fetcher = withDpop(await DpopSession.create({ keyPair }), () => current)(fetch)
  await until(async () => (await fetch(`${gatewayUrl}/.well-known/oauth-protected-resource/mcp/echo`)).ok)
  await renew()
  setInterval(() => void renew(), 120_000).unref()
  return fetcher
}
