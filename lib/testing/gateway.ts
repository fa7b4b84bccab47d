import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generateKeyPair, type DPoPKeyPair } from './dpop-keys'
import { generateProof } from 'dpop'
import { startGateway, type GatewayOptions } from '@/lib/gateway/gateway'
import { newId } from '@/lib/kernel/ids'
import { FakeAuthority } from './fake-authority'
import { freePort } from './free-port'

export type Hop = { sub: string; act?: Hop }
export type TokenShape = Partial<Record<string, unknown>> & { scope?: string }

/** One run of one agent: a DPoP key, a mandate, and tokens that the fake authority signs for it. */
export class TestRun {
  readonly agent: string
  readonly mandate = newId<'mandate'>()
  private constructor(
    readonly authority: FakeAuthority,
    readonly keys: DPoPKeyPair,
    readonly person: string,
    /** Agents from the first to the current one. */
    readonly path: readonly string[],
    readonly resource: string,
    readonly scope: string,
  ) {
    this.agent = path.at(-1) ?? ''
  }

  static async begin(authority: FakeAuthority, resource: string, scope: string, path: readonly string[] = [newId<'agent'>()]): Promise<TestRun> {
    return new TestRun(authority, await generateKeyPair(), newId<'person'>(), path, resource, scope)
  }

  /** The claims of a good token of this run, with `over` on top: undefined leaves a claim out. */
  claims(over: TokenShape = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000)
    const act = this.path.reduce<Hop | undefined>((inner, sub) => ({ sub, ...(inner && { act: inner }) }), undefined)
    return {
      iss: this.authority.issuer, aud: this.resource, sub: this.person, client_id: this.agent, act, scope: this.scope,
      iat: now, exp: now + 300, jti: newId(), cnf: { jkt: this.keys.thumbprint }, tenant: this.authority.tenant, mandate: this.mandate,
      purpose: 'tries the gateway', run_id: this.keys.thumbprint, doc: 'sha-256:test', delegation: newId(), epoch: this.authority.currentEpoch, ...over,
    } // prettier-ignore
  }

  token(over: TokenShape = {}): Promise<string> {
    return this.authority.sign('at+jwt', this.claims(over))
  }

  /** `fetch` as this run: a fresh token for its five minutes, and a proof of its own for every request. */
  fetcher(over: TokenShape = {}): typeof fetch {
    let token: string | null = null
    return async (input, init) => {
      token ??= await this.token(over)
      const headers = new Headers(init?.headers)
      const url = input instanceof Request ? input.url : String(input)
      headers.set('authorization', `DPoP ${token}`)
      headers.set('dpop', await generateProof(this.keys.pair, url, init?.method ?? 'GET', NONCE.get(new URL(url).origin), token))
      const response = await fetch(input, { ...init, headers })
      const nonce = response.headers.get('dpop-nonce')
      if (!nonce || response.status !== 401) return response
      NONCE.set(new URL(url).origin, nonce)
      headers.set('dpop', await generateProof(this.keys.pair, url, init?.method ?? 'GET', nonce, token))
      return fetch(input, { ...init, headers })
    }
  }
}
const NONCE = new Map<string, string>()

export type GatewayUnderTest = {
  authority: FakeAuthority
  url: string
  home: string
  log: string[]
  resource(slug: string): string
  run(scope: string, options?: { slug?: string; path?: readonly string[] }): Promise<TestRun>
  stop(): Promise<void>
}

export const shippedServers = (tenantId: string) => [
  { id: newId(), tenantId, slug: 'files', transport: { kind: 'stdio', command: 'mcp-server-filesystem', args: ['./files'] }, tools: [] },
  { id: newId(), tenantId, slug: 'everything', transport: { kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] }, tools: [] },
]

/** A gateway in this process before the real public tool servers, and the fake authority behind it. */
export async function startGatewayUnderTest(over: Partial<GatewayOptions> = {}): Promise<GatewayUnderTest> {
  const authority = await FakeAuthority.start()
  authority.servers = shippedServers(authority.tenant)
  const home = await mkdtemp(join(tmpdir(), 'lanyard-gateway-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log: string[] = []
  const note = (...parts: unknown[]) => void log.push(parts.map((part) => (part instanceof Error ? (part.stack ?? part.message) : String(part))).join(' '))
  const gateway = await startGateway({
    issuer: authority.issuer,
    gatewayUrl: url,
    port,
    bind: '127.0.0.1',
    folder: join(home, 'gateway'),
    toolsFolder: join(home, 'tools'),
    packages: resolve(import.meta.dirname, '../..'),
    pointName: 'gateway',
    enrolmentCode: 'a-code-for-tests-only',
    innerNetworks: true,
    events: {
      listening: () => undefined,
      enrolled: (id) => note('enrolled', id),
      lease: (held, detail) => note('lease', held, detail),
      contained: (order, cut) => note('contained', order, cut),
      discovered: (server, tools) => note('discovered', server, tools),
      problem: (problem, detail) => note('problem', problem, detail),
      fault: (error) => note('fault', error),
      fatal: (error) => note('fatal', error),
    },
    ...over,
  })
  await until(async () => (await fetch(`${url}/readyz`)).ok, 'the gateway to be ready', log)
  await until(() => authority.tools.size >= authority.servers.length, 'tools to be discovered', log)
  const resource = (slug: string) => `${url}/mcp/${slug}`
  return {
    authority,
    url,
    home,
    log,
    resource,
    run: (scope, { slug = 'everything', path } = {}) => TestRun.begin(authority, resource(slug), scope, path),
    async stop() {
      await gateway.stop()
      await authority.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, log: readonly string[] = [], ms = 25_000): Promise<void> {
  const deadline = Date.now() + ms
  // Less and less often: what takes seconds is not to be slowed down by being asked for.
  for (let pauseMs = 20; !(await condition()); pauseMs = Math.min(pauseMs * 1.3, 300)) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${what}\n${log.join('\n')}`)
    await new Promise((done) => setTimeout(done, pauseMs))
  }
}

/** The tool servers that a gateway runs: processes whose working folder is its tools folder. */
export function childrenOf({ home }: Pick<GatewayUnderTest, 'home'>): { pid: number; env: string }[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== join(home, 'tools')) return []
        return [{ pid: Number(pid), env: readFileSync(`/proc/${pid}/environ`, 'utf8') }]
      } catch {
        return [] // it has ended meanwhile, or is not ours to look at
      }
    })
}
