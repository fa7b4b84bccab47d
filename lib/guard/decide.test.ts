import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentClaims } from './claims'
import { CHECKS, decide, type Call } from './decide'

const claims: AgentClaims = {
  iss: 'i', aud: 'https://gateway/mcp/files', sub: 'person', client_id: 'agent', scope: 'mcp:files:read mcp:files:list', iat: 1_000, exp: 1_300,
  jti: 'j', cnf: { jkt: 'k'.repeat(43) }, act: { sub: 'agent' }, tenant: 't', mandate: 'm', purpose: 'p', run_id: 'r', doc: 'd', delegation: 'x', epoch: 3,
} // prettier-ignore
const good: Call = {
  token: { ok: true, claims },
  audience: claims.aud,
  tenant: 't',
  proof: { ok: true },
  lease: { valid: true, epochs: { t: 3 }, kids: null, now: 1_100, validForMs: 2_000 },
  now: 1_100,
  containment: { epoch: 3, contained: null },
  scope: 'mcp:files:read',
}
const why = (over: Partial<Call>) => decide({ ...good, ...over }).denied?.check ?? 'allowed'
const withClaims = (over: Partial<AgentClaims>) => why({ token: { ok: true, claims: { ...claims, ...over } } })

describe('decide', () => {
  it('lets through what passes every check, and says which', () => {
    const decision = decide(good)
    expect(decision.allowed).toBe(true)
    expect(decision.checks.map(({ check }) => check)).toEqual([...CHECKS])
  })

  it('names the first that fails, and still says the rest', () => {
    const decision = decide({ ...good, scope: 'mcp:files:write', proof: { ok: false, detail: 'replayed' } })
    expect(decision.denied?.check).toBe('proof_of_possession')
    expect(decision.checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(['proof_of_possession', 'scope'])
  })

  it.each([
    ['signature', () => why({ token: { ok: false, detail: 'x' } })],
    ['audience', () => withClaims({ aud: 'https://gateway/mcp/other' })],
    ['audience', () => withClaims({ aud: `${claims.aud}/` })],
    ['audience', () => withClaims({ tenant: 'other' })],
    ['expiry', () => why({ now: 1_300 })],
    ['expiry', () => withClaims({ iat: 1_106 })],
    ['proof_of_possession', () => why({ proof: { ok: false, detail: 'x' } })],
    ['lease', () => why({ lease: { valid: false, detail: 'x' } })],
    ['containment', () => why({ containment: { epoch: 3, contained: { subject: 'agent', kind: 'contained', order: null } } })],
    ['containment', () => why({ containment: { epoch: 2, contained: null } })],
    ['containment', () => why({ containment: { epoch: null, contained: null } })],
    ['containment', () => withClaims({ epoch: 4 })],
    ['containment', () => why({ lease: { valid: true, epochs: {}, kids: null, now: 1_100, validForMs: 1 } })],
    ['scope', () => why({ scope: 'mcp:files:write' })],
    ['scope', () => why({ scope: 'mcp:files:rea' })],
    ['scope', () => why({ scope: 'mcp:files:read mcp:files:list' })],
    ['scope', () => why({ scope: '' })],
  ])('%s: denied', (check, result) => expect(result()).toBe(check))

  it('allows nothing unless every check passes, whatever the facts', () => {
    const fact = fc.record({
      token: fc.boolean(), aud: fc.boolean(), tenant: fc.boolean(), proof: fc.boolean(), lease: fc.boolean(),
      known: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }), contained: fc.boolean(), scope: fc.boolean(), now: fc.integer({ min: 900, max: 1_400 }),
    }) // prettier-ignore
    fc.assert(
      fc.property(fact, (f) => {
        const decision = decide({
          token: f.token ? { ok: true, claims } : { ok: false, detail: 'x' },
          audience: f.aud ? claims.aud : 'other',
          tenant: f.tenant ? 't' : 'other',
          proof: f.proof ? { ok: true } : { ok: false, detail: 'x' },
          lease: f.lease ? { valid: true, epochs: { t: 3 }, kids: null, now: f.now, validForMs: 1 } : { valid: false, detail: 'x' },
          now: f.now,
          containment: { epoch: f.known, contained: f.contained ? { subject: 'agent', kind: 'contained', order: null } : null },
          scope: f.scope ? 'mcp:files:read' : 'mcp:files:write',
        })
        const fine = f.token && f.aud && f.tenant && f.proof && f.lease && (f.known ?? -1) >= 3 && !f.contained && f.scope && f.now >= 995 && f.now < 1_300
        expect(decision.allowed).toBe(fine)
        expect(decision.allowed).toBe(decision.checks.every(({ ok }) => ok))
      }),
      { numRuns: 2_000 },
    )
  })
})
