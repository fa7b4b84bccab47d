import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { trustedId, type AgentId } from '@/lib/kernel/ids'
import { attenuate, DEPTH_MAX, type Ask, type Attenuated, type Authority } from './attenuate'

const at = (seconds: number) => seconds as EpochSeconds
const agent = (name: string): AgentId => trustedId(name)
const FILES = 'https://gateway.example/mcp/files'
const MAIL = 'https://gateway.example/mcp/mail'
const READ = 'mcp:files:read_file'
const WRITE = 'mcp:files:write_file'
const SEND = 'mcp:mail:send'
const belongs = (audience: string) => (scope: string) => scope.startsWith(`mcp:${audience.split('/').at(-1)}:`)

const mandate: Authority = { scopes: new Set([READ, WRITE, SEND]), resources: new Set([FILES, MAIL]), expiresAt: at(10_000), path: [] }
const ask = (over: Partial<Ask> = {}): Ask => ({
  actor: { id: agent('a'), scopes: new Set([READ, WRITE]) },
  mayDelegate: true,
  audience: FILES,
  belongsToAudience: belongs(FILES),
  scopes: null,
  lifetimeSeconds: 300,
  now: at(1_000),
  ...over,
})
const refused = (code: string) => ({ ok: false, refusal: { code } })

/** More under soak; the property is the same. */
const CHAINS = Number(process.env.SOAK_CHAINS ?? 10_000)

/** What a child has that it may not have, or null. Plain comparisons: an assertion library would cost most of the time. */
function excess(first: Authority, parent: Authority, each: Omit<Ask, 'belongsToAudience'>, child: Attenuated): string | null {
  const scopes = [...child.scopes]
  const broken = {
    'a scope of its parent': scopes.some((name) => !parent.scopes.has(name) || !first.scopes.has(name)),
    'a scope of its document': scopes.some((name) => !each.actor.scopes.has(name)),
    'a scope that was asked for': scopes.some((name) => each.scopes !== null && !each.scopes.has(name)),
    'a scope of its audience': !scopes.every(belongs(child.audience)),
    'no scope at all': scopes.length === 0,
    'a resource': [...child.resources].some((name) => !parent.resources.has(name)),
    lifetime: child.expiresAt > parent.expiresAt || child.expiresAt > each.now + each.lifetimeSeconds || child.expiresAt <= each.now,
    path: child.path.join() !== [...parent.path, each.actor.id].join() || new Set(child.path).size !== child.path.length,
    depth: child.path.length > (each.depthMax ?? DEPTH_MAX),
    dropped: child.dropped.some((name) => child.scopes.has(name)),
  }
  return Object.entries(broken).find(([, is]) => is)?.[0] ?? null
}

describe('attenuation', () => {
  it('[11] passes on the intersection of what is asked, held, documented and the resource’s own', () => {
    const result = attenuate(mandate, ask({ scopes: new Set([READ, SEND, 'mcp:files:delete']) }))
    expect(result).toMatchObject({ ok: true, value: { scopes: new Set([READ]), dropped: ['mcp:files:delete', WRITE, SEND] } })
  })

  it('[11] refuses when nothing is left, and says whether the document is why', () => {
    expect(attenuate(mandate, ask({ scopes: new Set(['mcp:files:delete']) }))).toMatchObject(refused('scope'))
    expect(attenuate(mandate, ask({ scopes: new Set() }))).toMatchObject(refused('scope'))
    expect(attenuate(mandate, ask({ actor: { id: agent('a'), scopes: new Set([SEND]) } }))).toMatchObject(refused('document'))
  })

  it('[16] may last as long as the parent, and not one second longer', () => {
    expect(attenuate({ ...mandate, expiresAt: at(1_299) }, ask())).toMatchObject({ ok: true, value: { expiresAt: 1_299 } })
    expect(attenuate({ ...mandate, expiresAt: at(1_301) }, ask())).toMatchObject({ ok: true, value: { expiresAt: 1_300 } })
    expect(attenuate({ ...mandate, expiresAt: at(1_000) }, ask())).toMatchObject(refused('expiry'))
  })

  it('[12] refuses a cycle, the holder itself, and a chain that is too long', () => {
    const held = { ...mandate, path: [agent('a'), agent('b')] }
    expect(attenuate(held, ask())).toMatchObject(refused('cycle'))
    expect(attenuate(held, ask({ actor: { id: agent('b'), scopes: new Set([READ]) } }))).toMatchObject({ refusal: { detail: 'the actor is the subject' } })
    const full = { ...mandate, path: ['c', 'd', 'e', 'f'].slice(0, DEPTH_MAX).map(agent) }
    expect(attenuate(full, ask())).toMatchObject(refused('depth'))
    expect(attenuate({ ...full, path: full.path.slice(1) }, ask())).toMatchObject({ ok: true })
  })

  it('[10] reaches no resource but the parent’s', () => {
    expect(attenuate({ ...mandate, resources: new Set([MAIL]) }, ask())).toMatchObject(refused('audience'))
  })

  it('asks the holder’s document whether the edge is allowed', () => {
    expect(attenuate(mandate, ask({ mayDelegate: false }))).toMatchObject(refused('edge'))
  })

  it('[11] over random chains no child exceeds its parent', { timeout: 10_000 + CHAINS }, () => {
    const scope = fc.constantFrom(READ, WRITE, SEND, 'mcp:mail:read', 'mcp:files:delete', 'api:users:list')
    const scopes = fc.uniqueArray(scope).map((list) => new Set(list))
    const hop = fc.record({
      actor: fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map(agent), scopes }),
      mayDelegate: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
      audience: fc.constantFrom(FILES, MAIL),
      scopes: fc.option(scopes),
      lifetimeSeconds: fc.integer({ min: 1, max: 20_000 }),
      now: fc.integer({ min: 0, max: 12_000 }).map(at),
      depthMax: fc.integer({ min: 1, max: 8 }),
    })
    const root = fc.record({
      scopes,
      resources: fc.uniqueArray(fc.constantFrom(FILES, MAIL)).map((list) => new Set(list)),
      expiresAt: fc.integer({ min: 0, max: 12_000 }).map(at),
      path: fc.constant<AgentId[]>([]),
    })
    let hops = 0
    fc.assert(
      fc.property(root, fc.array(hop, { minLength: 1, maxLength: 10 }), (first, asks) => {
        let parent: Authority = first
        for (const each of asks) {
          const result = attenuate(parent, { ...each, belongsToAudience: belongs(each.audience) })
          if (!result.ok) continue
          const child = result.value
          hops++
          const exceeds = excess(first, parent, each, child)
          if (exceeds) throw new Error(`child exceeds its parent: ${exceeds}`)
          parent = child
        }
      }),
      { numRuns: CHAINS },
    )
    expect(hops).toBeGreaterThan(CHAINS / 4)
  })
})
