import { createPublicKey, randomBytes, sign, verify, type JsonWebKey } from 'node:crypto'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import { agentKeyPair, makeAgent } from '@/lib/testing/agents'
import { freePort } from '@/lib/testing/free-port'
import { makeToolServers } from '@/lib/testing/tool-servers'
import { alternate, budget, cpuSeconds, machine, median, quantile, report, rounded } from './harness'
import type { Recipe } from './load'
import { loadGenerator, start, type Server } from './processes'
import { startProduct, type Product } from './product'

/** Tokens a second: ours, by client_credentials and by exchange, beside a library, a framework and the floor. */
const CONNECTIONS = 16
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 4)
const ONLY = process.env.BENCH_ONLY?.split(',')
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const SCOPE = 'mcp:mail:read'

type Contender = { name: string; server: Pick<Server, 'pid'>; recipe: () => Promise<Recipe> }
type Round = { perSecond: number; latencies: number[]; cpuMs: number; databaseCpuMs: number; failed: number }

const product = await startProduct()
const generator = loadGenerator()
try {
  const all = [...(await ours(product)), ...(ONLY ? [] : await peers(product))]
  const contenders = all.filter(({ name }) => !ONLY || ONLY.includes(name))
  const expected = new Map<string, number>()
  const measure = async ({ name, server, recipe }: Contender, seconds: number): Promise<Round> => {
    const prepare = Math.ceil((expected.get(name) ?? 2_500) * seconds * 1.5)
    const asked = await recipe()
    const [own, database] = [cpuSeconds(server.pid), cpuSeconds(product.postgresPid, { children: true })]
    const { tokens, latencies, failed, ...outcome } = await generator.run({ recipe: asked, connections: CONNECTIONS, seconds, prepare })
    if (tokens === 0) throw new Error(`${name} gave no token`)
    expected.set(name, tokens / outcome.seconds)
    const perToken = (before: number, after: number) => ((after - before) / tokens) * 1_000
    return {
      perSecond: tokens / outcome.seconds,
      latencies,
      failed,
      cpuMs: perToken(own, cpuSeconds(server.pid)),
      databaseCpuMs: perToken(database, cpuSeconds(product.postgresPid, { children: true })),
    }
  }
  for (const contender of contenders) await measure(contender, 1.5) // warm
  const results = await alternate(contenders, ROUNDS, (contender) => measure(contender, SECONDS))

  const rate = (name: string): number => median((results.get(name) ?? []).map(({ perSecond }) => perSecond))
  const ratio = (one: string, other: string): number => median((results.get(one) ?? []).map((round, n) => round.perSecond / (results.get(other)?.[n]?.perSecond ?? Number.NaN)))
  report('token', {
    benchmark: 'tokens a second',
    machine: machine(product.postgresVersion),
    connections: CONNECTIONS,
    rounds: ROUNDS,
    seconds_a_round: SECONDS,
    contenders: Object.fromEntries(
      [...results].map(([name, rounds]) => {
        const latencies = rounds.flatMap((round) => round.latencies)
        return [
          name,
          {
            tokens_per_second: Math.round(rate(name)),
            every_round: rounds.map(({ perSecond }) => Math.round(perSecond)),
            latency_ms: { p50: rounded(quantile(latencies, 0.5)), p95: rounded(quantile(latencies, 0.95)), p99: rounded(quantile(latencies, 0.99)) },
            server_cpu_ms_per_token: rounded(median(rounds.map(({ cpuMs }) => cpuMs)), 3),
            database_cpu_ms_per_token: rounded(median(rounds.map(({ databaseCpuMs }) => databaseCpuMs)), 3),
            failed: rounds.reduce((sum, round) => sum + round.failed, 0),
          },
        ]
      }),
    ),
    crypto_bound_per_core: cryptoBound(),
    budgets: ONLY
      ? []
      : [
          budget('client_credentials / stock oidc-provider on the same PostgreSQL', ratio('client_credentials', 'oidc-provider'), 'at least', 1),
          budget('client_credentials / better-auth on the same PostgreSQL', ratio('client_credentials', 'better-auth'), 'at least', 10),
          budget('client_credentials / floor', ratio('client_credentials', 'floor'), 'at least', 0.3),
          budget('exchange / client_credentials', ratio('exchange', 'client_credentials'), 'at least', 0.5),
        ],
  })
} finally {
  generator.stop()
  await product.stop()
}

async function ours({ issuer, gatewayUrl, staff, authority }: Product): Promise<Contender[]> {
  await makeToolServers(staff, ['mail'], gatewayUrl)
  const tools = [{ mcp_server: 'mail', tool_id: 'read' }]
  const worker = await makeAgent(staff, { name: 'worker', tools })
  const lead = await makeAgent(staff, { name: 'lead', tools, may_delegate_to: ['worker'] })
  const given = await giveStandingMandate({ gatewayUrl })(staff.owner, {
    agentId: lead.agent.id,
    scopes: [SCOPE],
    purpose: 'is measured',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  const url = `${issuer}/oauth/token`
  const as = ({ agent, keys }: typeof worker, params: Record<string, string>): Recipe => ({
    url,
    params,
    client: { kind: 'private_key_jwt', id: agent.id, key: keys.privateJwk as JsonWebKey, audience: issuer, dpop: agentKeyPair().privateJwk as JsonWebKey },
  })
  const byItself = as(lead, { grant_type: 'client_credentials', scope: SCOPE })
  const subject = async (): Promise<string> => {
    const { sample } = await generator.run({ recipe: byItself, connections: 1, seconds: 5, prepare: 1 })
    return (JSON.parse(sample) as { access_token: string }).access_token
  }
  return [
    { name: 'client_credentials', server: authority, recipe: async () => byItself },
    { name: 'exchange', server: authority, recipe: async () => as(worker, { grant_type: EXCHANGE, subject_token: await subject(), subject_token_type: ACCESS_TOKEN, scope: SCOPE }) },
  ]
}

async function peers(product: Product): Promise<Contender[]> {
  const { publicJwk, privateJwk } = agentKeyPair()
  const client = { client_id: 'agent', token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [publicJwk] }, grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'crm.read', id_token_signed_response_alg: 'ES256', dpop_bound_access_tokens: true }
  const params = { grant_type: 'client_credentials', scope: 'crm.read' }
  const run = async (name: string, script: string, more: (port: number, databaseUrl: string) => readonly string[]) => {
    const port = await freePort()
    const server = await start(script, more(port, await product.databaseFor(name.replaceAll('-', '_'))), {}, /ready.*\n/)
    product.keep(server)
    return { server, origin: `http://localhost:${port}` }
  }
  const oidc = await run('oidc-provider', 'dist/bench/oidc-provider.js', (port, url) => [String(port), url, JSON.stringify([client])])
  const betterAuth = await run('better-auth', 'bench/peers/better-auth.mjs', (port, url) => [String(port), url])
  const secret = randomBytes(24).toString('base64url')
  const floor = await run('floor', 'dist/bench/floor.js', (port, url) => [String(port), url, 'agent', secret])
  const theirs = JSON.parse(/ready (.*)/.exec(betterAuth.server.said())?.[1] ?? '') as { id: string; secret: string }
  const byKey: Recipe['client'] = { kind: 'private_key_jwt', id: 'agent', key: privateJwk as JsonWebKey, audience: oidc.origin, dpop: agentKeyPair().privateJwk as JsonWebKey }
  return [
    { name: 'oidc-provider', server: oidc.server, recipe: async () => ({ url: `${oidc.origin}/token`, params, client: byKey }) },
    { name: 'better-auth', server: betterAuth.server, recipe: async () => ({ url: `${betterAuth.origin}/api/auth/oauth2/token`, params: { ...params, resource: 'https://crm.example' }, client: { kind: 'secret', ...theirs } }) },
    { name: 'floor', server: floor.server, recipe: async () => ({ url: `${floor.origin}/token`, params, client: { kind: 'secret', id: 'agent', secret } }) },
  ]
}

/** How many of these one core could do if signatures were all there is to it: the limit beside which a rate is to be seen. */
function cryptoBound(): Record<string, number> {
  const { privateKey, publicKey } = p256KeyPair()
  const text = randomBytes(500)
  const verifier = { key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()), dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const perSecond = (verifies: number): number => {
    const began = performance.now()
    let count = 0
    for (; performance.now() - began < 400; count++) {
      for (let n = 0; n < verifies; n++) verify('sha256', text, verifier, signature)
      sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    }
    return Math.round((count / (performance.now() - began)) * 1_000)
  }
  return { '2 verifications and a signature (client_credentials)': perSecond(2), '3 verifications and a signature (exchange)': perSecond(3) }
}
