import { describe, expect, it } from 'vitest'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { trustedId } from '@/lib/kernel/ids'
import { claimsOf } from './claims-of'
import { decideIssue, type IssueSettings } from './decide-issue'
import type { AgentFacts, Facts, MandateFacts, ParentFacts } from './facts'
import type { IssueRequest } from './issue-request'

const settings: IssueSettings = { issuer: 'https://id.example', gatewayUrl: 'https://gw.example', lifetimeSeconds: 300, depthMax: 4 }
const FILES = 'https://gw.example/mcp/files'
const [READ, WRITE, SEND] = ['mcp:files:read', 'mcp:files:write', 'mcp:mail:send']
const now = 1_000 as EpochSeconds
const at = (seconds: number) => seconds as EpochSeconds

const agent = (id: string, over: Partial<AgentFacts> = {}): AgentFacts => ({
  id: trustedId(id), tenantId: 't', name: `agent ${id}`, state: 'active', platform: 'custom', ownerId: 'owner', ownerActive: true, sponsorId: 'sponsor', sponsorActive: true,
  digest: 'sha-256:x', scopes: new Set([READ, WRITE, SEND]), guarded: new Map(), mayDelegateTo: new Set(['b']), attestation: null, activeLately: true, ...over,
}) // prettier-ignore
const mandate = (over: Partial<MandateFacts> = {}): MandateFacts => ({
  id: 'm', tenantId: 't', kind: 'person', personId: 'person', personActive: true, agentId: trustedId('a'), purpose: 'sorts invoices',
  scopes: new Set([READ, WRITE]), grantId: 'grant', createdAt: new Date(0), expiresAt: at(10_000), withdrawn: false, ...over,
}) // prettier-ignore
const parent = (over: Partial<ParentFacts> = {}): ParentFacts => ({
  id: 'p', tenantId: 't', mandateId: 'm', rootPersonId: 'person', autonomous: false, path: [trustedId('a')], runId: 'above', audience: FILES,
  scopes: new Set([READ]), epoch: 3, expiresAt: at(1_200), revoked: false, ...over,
}) // prettier-ignore
const facts = (over: Partial<Facts> = {}): Facts => ({
  epochs: new Map([['t', 3]]),
  agents: new Map([agent('a'), agent('b', { mayDelegateTo: new Set() })].map((one) => [one.id as string, one])),
  parents: new Map([['p', parent()]]),
  mandates: [mandate()],
  covers: new Map(),
  wide: new Map(),
  ...over,
})
const common = { tenantId: trustedId<'tenant'>('t'), audience: FILES, scopes: null, runId: 'jkt' }
const byCode: IssueRequest = { ...common, grant: 'authorization_code', grantId: 'grant', agentId: trustedId('a') }
const byItself: IssueRequest = { ...common, grant: 'client_credentials', agentId: trustedId('a') }
const byExchange: IssueRequest = { ...common, grant: 'token_exchange', parentId: trustedId('p'), agentId: trustedId('b') }
const standing = (over: Partial<MandateFacts> = {}) => mandate({ kind: 'standing', personId: 'sponsor', grantId: null, ...over })

const decide = (request: IssueRequest, given: Facts) => decideIssue(request, given, settings, now)
const reason = (request: IssueRequest, given: Facts) => {
  const result = decide(request, given)
  return result.ok ? null : result.refusal.code
}

describe('deciding a token', () => {
  it('takes the first hop from the person’s mandate', () => {
    expect(decide(byCode, facts())).toMatchObject({ ok: true, value: { autonomous: false, rootPersonId: 'person', path: ['a'], scopesIn: [READ, WRITE], epoch: 3, expiresAt: 1_300 } })
  })

  it('takes a further hop from the parent, whatever the mandate has beside it', () => {
    expect(decide(byExchange, facts())).toMatchObject({ ok: true, value: { path: ['a', 'b'], scopesIn: [READ], scopes: new Set([READ]), expiresAt: 1_200 } })
  })

  it('cuts a hop to the mandate’s end where that comes first', () => {
    expect(decide(byExchange, facts({ mandates: [mandate({ expiresAt: at(1_100) })] }))).toMatchObject({ value: { expiresAt: 1_100 } })
  })

  it('chooses the standing mandate that gives most', () => {
    const mandates = [standing({ id: 'small', scopes: new Set([READ]) }), standing({ id: 'large' }), standing({ id: 'elsewhere', scopes: new Set([SEND]) })]
    expect(decide(byItself, facts({ mandates }))).toMatchObject({ value: { mandate: { id: 'large' }, autonomous: true, rootPersonId: 'sponsor' } })
  })

  it.each([
    ['no mandate', byCode, { mandates: [] }, 'mandate'],
    ['a withdrawn mandate', byCode, { mandates: [mandate({ withdrawn: true })] }, 'mandate'],
    ['a mandate that an order covers', byCode, { covers: new Map([['m', { epoch: 4, inForce: true }]]) }, 'mandate'],
    ['a mandate that has ended', byCode, { mandates: [mandate({ expiresAt: now })] }, 'mandate'],
    ['a person who has left', byCode, { mandates: [mandate({ personActive: false })] }, 'mandate'],
    ['another agent’s mandate', byCode, { mandates: [mandate({ agentId: trustedId('b') })] }, 'mandate'],
    ['a mandate of another tenant', byCode, { mandates: [mandate({ tenantId: 'u' })] }, 'mandate'],
    ['a standing mandate of a former sponsor', byItself, { mandates: [standing({ personId: 'former' })] }, 'mandate'],
    ['a person’s mandate used without the person', byItself, { mandates: [mandate()] }, 'mandate'],
    ['an unknown parent', byExchange, { parents: new Map() }, 'signature'],
    ['a parent of another tenant', byExchange, { parents: new Map([['p', parent({ tenantId: 'u' })]]) }, 'signature'],
    ['a revoked parent', byExchange, { parents: new Map([['p', parent({ revoked: true })]]) }, 'expiry'],
    ['an expired parent', byExchange, { parents: new Map([['p', parent({ expiresAt: now })]]) }, 'expiry'],
    ['a halted actor', byCode, { covers: new Map([['a', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['a halted agent above', byExchange, { covers: new Map([['a', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['an agent above that was halted since and restored', byExchange, { covers: new Map([['a', { epoch: 4, inForce: false }]]) }, 'containment'],
    ['everything while everything is halted', byCode, { wide: new Map([['t tenant t', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['what was taken before everything was halted and restored', byExchange, { wide: new Map([['t tenant t', { epoch: 4, inForce: false }]]) }, 'containment'],
    ['an agent of a halted platform', byCode, { wide: new Map([['t platform custom', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['an agent above of a halted owner', byExchange, { wide: new Map([['t owner owner', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['a halted run', byCode, { wide: new Map([['t run a/jkt', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['what was taken from a halted run', byExchange, { wide: new Map([['t run a/above', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['what was taken from what a halted run had passed on', byExchange, { covers: new Map([['p', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['a halted tool server', byCode, { wide: new Map([['t tool_server files', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['halted tools alone', byExchange, { wide: new Map([['t tool files:read', { epoch: 4, inForce: true }]]) }, 'containment'],
    ['what stripping does not leave', byExchange, { covers: new Map([['a', { epoch: 3, inForce: false, limits: [{ mode: 'strip' as const, scopes: [WRITE], endpoint: null }] }]]) }, 'containment'],
    ['whom quarantine leaves another server', byCode, { covers: new Map([['a', { epoch: 3, inForce: false, limits: [{ mode: 'quarantine' as const, scopes: [], endpoint: 'mail' }] }]]) }, 'containment'],
    ['a retired agent above', byExchange, { agents: new Map([['a', agent('a', { state: 'retired' })], ['b', agent('b')]]) }, 'owner_alive'],
    ['an agent above without an owner', byExchange, { agents: new Map([['a', agent('a', { ownerActive: false })], ['b', agent('b')]]) }, 'owner_alive'],
    ['an actor without a sponsor', byCode, { agents: new Map([['a', agent('a', { sponsorActive: false })]]) }, 'owner_alive'],
    ['an actor without a document', byCode, { agents: new Map([['a', agent('a', { digest: null })]]) }, 'document'],
    ['a document without the tool', byCode, { agents: new Map([['a', agent('a', { scopes: new Set([SEND]) })]]) }, 'document'],
    ['a holder that may not delegate to it', byExchange, { agents: new Map([['a', agent('a', { mayDelegateTo: new Set() })], ['b', agent('b')]]) }, 'edge'],
  ] as [string, IssueRequest, Partial<Facts>, string][])('refuses %s', (_what, request, over, code) => {
    expect(reason(request, facts(over))).toBe(code)
  })

  it('lets an agent work again that was halted before the parent was issued', () => {
    expect(decide(byExchange, facts({ covers: new Map([['a', { epoch: 3, inForce: false }]]) })).ok).toBe(true)
  })

  it('leaves a tool beside a halted one, and says what was dropped', () => {
    const given = facts({ wide: new Map([['t tool files:write', { epoch: 4, inForce: true }]]) })
    expect(decide(byCode, given)).toMatchObject({ ok: true, value: { scopes: new Set([READ]), dropped: [WRITE] } })
  })

  it('is not stopped by another company’s order over a platform or a run of that name', () => {
    const given = facts({ wide: new Map(['platform custom', 'run a/jkt', 'tool_server files', 'tenant u'].map((subject) => [`u ${subject}`, { epoch: 4, inForce: true }])) })
    expect(decide(byCode, given).ok).toBe(true)
  })

  it('says everything that was looked at, and the failed check last', () => {
    const refused = decide(byExchange, facts({ mandates: [] }))
    expect(refused.ok ? [] : refused.refusal.checks.map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      'signature true', 'expiry true', 'containment true', 'owner_alive true', 'document true', 'mandate false',
    ]) // prettier-ignore
  })
})

describe('claims', () => {
  const claims = (request: IssueRequest, given: Facts) => {
    const hop = decide(request, given)
    if (!hop.ok) throw new Error(hop.refusal.detail)
    return claimsOf(hop.value, { issuer: settings.issuer, id: trustedId('d'), runId: 'jkt', issuedAt: now })
  }
  const actor = (sub: string) => ({ sub, iss: settings.issuer, sub_profile: 'ai_agent' })

  it('nest the actors, the current one outermost', () => {
    expect(claims(byExchange, facts())).toMatchObject({ sub: 'person', act: { ...actor('b'), act: actor('a') }, client_id: 'b', jti: 'd', delegation: 'd', cnf: { jkt: 'jkt' } })
  })

  it('of autonomous work have no act at the first hop, and name the sponsor', () => {
    const made = claims(byItself, facts({ mandates: [standing()] }))
    expect(made).toMatchObject({ sub: 'a', sponsor: 'sponsor' })
    expect(made.act).toBeUndefined()
  })
})
