import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '@/lib/kernel/canonical-json'
import { IdentityDocument, RISK_LEVELS } from './contract'
import { diffDocuments } from './diff-documents'

const base = { name: 'inv-bot', owner: 'o', sponsor: 's', purpose: 'reads what is due' }
const make = (over: Partial<IdentityDocument> = {}): IdentityDocument => ({ ...IdentityDocument.parse(base), ...over })
const tool = (tool_id: string, ...permissions: string[]) => ({ tool_id, mcp_server: 'files', permissions: permissions.length ? permissions : ['call'] })
const breaking = (before: IdentityDocument, after: IdentityDocument) => diffDocuments(before, after).filter((change) => change.breaking)

const words = (...of: string[]) => fc.uniqueArray(fc.constantFrom(...of))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const risk = fc.constantFrom(...RISK_LEVELS)
/** Any document at all, small enough that two of them meet in most of their parts. */
const anyDocument: fc.Arbitrary<IdentityDocument> = fc
  .record({
    version: fc.constantFrom('1', '2'),
    platform: fc.constantFrom('custom', 'crewai'),
    risk_level: risk,
    runtime: fc.constantFrom('managed_cloud' as const, 'on_premises' as const, 'saas' as const, 'edge_unmanaged' as const),
    next_review_at: maybe(fc.constantFrom('2027-01-01T00:00:00.000Z', '2027-06-01T00:00:00.000Z')),
    capabilities: fc.array(fc.record({ capability_id: fc.constantFrom('pay', 'read'), description: fc.constantFrom('pays', 'reads'), risk_level: risk }), { maxLength: 3 }),
    data_access: fc.array(
      fc.record({ resource: fc.constantFrom('a', 'b'), access_type: fc.constantFrom('read' as const, 'delete' as const), sensitivity: fc.constantFrom('public' as const, 'internal' as const, 'restricted' as const) }),
      { maxLength: 3 },
    ),
    tools: fc.uniqueArray(fc.record({ tool_id: fc.constantFrom('read', 'write', 'list'), mcp_server: fc.constant('files'), permissions: words('call', 'admin') }), { selector: (one) => one.tool_id }),
    may_delegate_to: words('x', 'y', 'z'),
    redirect_uris: words('http://127.0.0.1/a', 'http://127.0.0.1/b'),
    human_oversight: maybe(fc.record({ required_for: words('pay', 'delete'), approvers: words('p', 'q') })),
    attestation: maybe(fc.record({ code_digest: maybe(fc.constantFrom('c1', 'c2')), on_mismatch: maybe(fc.constantFrom('record' as const, 'refuse' as const)) })),
    earlier_tokens: maybe(fc.constantFrom('end' as const, 'keep' as const)),
    expected_behaviour: maybe(fc.record({ tools: maybe(words('read', 'write')), hours: maybe(fc.constantFrom('day', 'night')) })),
  })
  .map((over) => JSON.parse(JSON.stringify(make(over as Partial<IdentityDocument>))) as IdentityDocument)

/** A document with a few parts of another: two that are made independently are nearly always breaking. */
const PARTS_OF = ['tools', 'data_access', 'capabilities', 'may_delegate_to', 'redirect_uris', 'runtime', 'risk_level', 'human_oversight', 'attestation', 'expected_behaviour', 'earlier_tokens', 'version'] as const
const parts = fc.uniqueArray(fc.constantFrom(...PARTS_OF), { minLength: 1, maxLength: 2 })
const withPartsOf = (a: IdentityDocument, other: IdentityDocument, taken: readonly (typeof PARTS_OF)[number][]): IdentityDocument =>
  JSON.parse(JSON.stringify({ ...a, ...Object.fromEntries(taken.map((part) => [part, other[part]])) })) as IdentityDocument

/** Of a machine that does much else besides. */
const SLOW_MS = 30_000

describe('what differs between two documents', () => {
  it('is nothing between a document and itself, and something between any that are not the same', () => {
    fc.assert(fc.property(anyDocument, anyDocument, (a, b) => (diffDocuments(a, b).length === 0) === (canonicalJson(a) === canonicalJson(b))))
    fc.assert(fc.property(anyDocument, (a) => diffDocuments(a, structuredClone(a)).length === 0))
  })

  it('is never breaking when things are only taken away', () => {
    const some = <T>(items: readonly T[], keep: readonly boolean[]) => items.filter((_item, index) => keep[index] ?? false)
    fc.assert(
      fc.property(anyDocument, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (a, keep) => {
        const less = { ...a, tools: some(a.tools, keep), data_access: some(a.data_access, keep), capabilities: some(a.capabilities, keep), may_delegate_to: some(a.may_delegate_to, keep), redirect_uris: some(a.redirect_uris, keep) }
        expect(breaking(a, less)).toEqual([])
      }),
    )
  })

  it('without a breaking change allows nothing that was not allowed, and demands all that was demanded', () => {
    const RUNTIMES = ['on_premises', 'managed_cloud', 'saas', 'edge_unmanaged']
    const permitted = (one: IdentityDocument) => one.tools.flatMap((each) => [`${each.tool_id}`, ...each.permissions.map((permission) => `${each.tool_id} ${permission}`)])
    const LEVELS = ['public', 'internal', 'confidential', 'restricted']
    const readable = (one: IdentityDocument) => one.data_access.flatMap((each) => LEVELS.slice(0, LEVELS.indexOf(each.sensitivity) + 1).map((level) => `${each.access_type} ${each.resource} ${level}`))
    const able = (one: IdentityDocument) => one.capabilities.flatMap((each) => RISK_LEVELS.slice(0, RISK_LEVELS.indexOf(each.risk_level) + 1).map((level) => `${each.capability_id} ${each.description} ${level}`))
    const within = (a: readonly string[], b: readonly string[]) => a.every((one) => b.includes(one))
    let seen = 0
    fc.assert(
      fc.property(anyDocument, anyDocument, parts, (a, other, taken) => {
        const b = withPartsOf(a, other, taken)
        if (breaking(a, b).length > 0) return
        seen++
        for (const allowed of [permitted, readable, able, (one: IdentityDocument) => one.may_delegate_to, (one: IdentityDocument) => one.redirect_uris]) expect(within(allowed(b), allowed(a))).toBe(true)
        expect(within(a.human_oversight?.required_for ?? [], b.human_oversight?.required_for ?? [])).toBe(true)
        expect(RUNTIMES.indexOf(b.runtime)).toBeLessThanOrEqual(RUNTIMES.indexOf(a.runtime))
        expect(RISK_LEVELS.indexOf(b.risk_level)).toBeGreaterThanOrEqual(RISK_LEVELS.indexOf(a.risk_level))
        if (a.attestation?.code_digest) expect(b.attestation?.code_digest).toBe(a.attestation.code_digest)
        if (a.attestation?.on_mismatch === 'refuse') expect(b.attestation?.on_mismatch).toBe('refuse')
      }),
      { numRuns: 600 },
    )
    expect(seen).toBeGreaterThan(100)
  }, SLOW_MS)

  it('in two steps of which neither breaks, breaks in neither when taken as one', () => {
    let seen = 0
    fc.assert(
      fc.property(anyDocument, anyDocument, anyDocument, parts, parts, (a, other, third, some, more) => {
        const b = withPartsOf(a, other, some)
        const c = withPartsOf(b, third, more)
        if (breaking(a, b).length > 0 || breaking(b, c).length > 0) return
        seen++
        expect(breaking(a, c)).toEqual([])
      }),
      { numRuns: 600 },
    )
    expect(seen).toBeGreaterThan(40)
  }, SLOW_MS)

  const cases: [string, Partial<IdentityDocument>, Partial<IdentityDocument>, { path: string; kind: string; breaking: boolean }][] = [
    ['another tool', { tools: [tool('read')] }, { tools: [tool('read'), tool('write')] }, { path: 'tools.mcp:files:write', kind: 'added', breaking: true }],
    ['a tool less', { tools: [tool('read'), tool('write')] }, { tools: [tool('read')] }, { path: 'tools.mcp:files:write', kind: 'removed', breaking: false }],
    ['more permissions on a tool', { tools: [tool('read')] }, { tools: [tool('read', 'call', 'admin')] }, { path: 'tools.mcp:files:read', kind: 'changed', breaking: true }],
    ['more sensitive data', { data_access: [{ resource: 'hr', access_type: 'read', sensitivity: 'internal' }] }, { data_access: [{ resource: 'hr', access_type: 'read', sensitivity: 'restricted' }] }, { path: 'data_access.read:hr', kind: 'changed', breaking: true }],
    ['another agent below it', {}, { may_delegate_to: ['x'] }, { path: 'may_delegate_to.x', kind: 'added', breaking: true }],
    ['less oversight', { human_oversight: { required_for: ['pay'], approvers: [] } }, {}, { path: 'human_oversight.required_for.pay', kind: 'removed', breaking: true }],
    ['more oversight', {}, { human_oversight: { required_for: ['pay'], approvers: [] } }, { path: 'human_oversight.required_for.pay', kind: 'added', breaking: false }],
    ['a less controlled runtime', {}, { runtime: 'edge_unmanaged' }, { path: 'runtime', kind: 'changed', breaking: true }],
    ['a more controlled runtime', { runtime: 'saas' }, { runtime: 'managed_cloud' }, { path: 'runtime', kind: 'changed', breaking: false }],
    ['other code', { attestation: { code_digest: 'a' } }, { attestation: { code_digest: 'b' } }, { path: 'attestation.code_digest', kind: 'changed', breaking: true }],
    ['code that is checked from now on', {}, { attestation: { code_digest: 'b' } }, { path: 'attestation.code_digest', kind: 'added', breaking: false }],
    ['a later review', { next_review_at: '2027-01-01T00:00:00Z' }, { next_review_at: '2027-02-01T00:00:00Z' }, { path: 'next_review_at', kind: 'changed', breaking: true }],
    ['a lower risk', { risk_level: 'high' }, { risk_level: 'low' }, { path: 'risk_level', kind: 'changed', breaking: true }],
    ['another version', {}, { version: '2' }, { path: 'version', kind: 'changed', breaking: false }],
    ['[32] another place for consent to return to', {}, { redirect_uris: ['https://evil.example/cb'] }, { path: 'redirect_uris.https://evil.example/cb', kind: 'added', breaking: true }],
    ['the same in another order', { capabilities: [{ capability_id: 'a', description: 'a', risk_level: 'low' }, { capability_id: 'b', description: 'b', risk_level: 'low' }] }, { capabilities: [{ capability_id: 'b', description: 'b', risk_level: 'low' }, { capability_id: 'a', description: 'a', risk_level: 'low' }] }, { path: 'capabilities', kind: 'changed', breaking: false }],
  ]
  it.each(cases)('names %s', (_what, before, after, expected) => {
    expect(diffDocuments(make(before), make(after))).toMatchObject([expected])
  })
})
