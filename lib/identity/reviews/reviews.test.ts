import { describe, expect, it } from 'vitest'
import { PreviewCampaignInput, type ToolUse } from './contract'
import { qualityOf } from './quality'
import { nextReviewer } from './internal/escalate'
import { nextAfter } from './internal/schedules'
import { gracedOf, recommend, reductionOf, unusedOf } from './recommend'
import { whyNotCertify, whyNotDecide, whySecond, type Relations } from './separation'
import { moreTimeOf } from './terms'
import { newId, type PersonId, type TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'

const AT = '2026-06-01T12:00:00.000Z'
const ago = (days: number) => new Date(Date.parse(AT) - days * 86_400_000).toISOString()
const tool = (name: string, used: number): ToolUse => ({ scope: `mcp:files:${name}`, used, denied: 0, last_used_at: used ? ago(1) : null, since: ago(200) })
const facts = (tools: ToolUse[], over: Partial<Parameters<typeof recommend>[0]> = {}) => {
  const calls = tools.reduce((sum, { used }) => sum + used, 0)
  return { at: AT, tools, calls, denied: 0, last_used_at: calls ? ago(1) : null, mandates: [], may_delegate_to: [], delegated_by: [], agent: { created_at: ago(200), last_active_at: calls ? ago(1) : null }, ...over }
}

describe('recommendation', () => {
  it('reduces to what was used, names what was not, and is surer the more it has seen', () => {
    const many = recommend(facts([tool('read', 80), tool('write', 0), tool('delete', 0)]))
    expect(many).toEqual({ decision: 'reduce', confidence: 'high', reason: '80 calls in 90 days used 1 of 3 tools; never files/write, files/delete.' })
    expect(recommend(facts([tool('read', 3), tool('write', 0)]))).toMatchObject({ decision: 'reduce', confidence: 'medium' })
  })

  it('keeps what was used whole, and says so with little trust where most was denied', () => {
    expect(recommend(facts([tool('read', 60)]))).toMatchObject({ decision: 'keep', confidence: 'high', reason: 'Its one tool was used, in 60 calls.' })
    expect(recommend(facts([tool('read', 2)], { denied: 9 }))).toMatchObject({ decision: 'keep', confidence: 'low' })
  })

  it('removes what nobody used, but not what is new, and not what only passes its authority on', () => {
    expect(recommend(facts([tool('read', 0)]))).toMatchObject({ decision: 'remove', confidence: 'high', reason: 'No call in 90 days, and no live mandate.' })
    expect(recommend(facts([tool('read', 0)], { agent: { created_at: ago(2), last_active_at: null } }))).toMatchObject({ decision: 'keep', confidence: 'low' })
    expect(recommend(facts([tool('read', 0)], { agent: { created_at: ago(200), last_active_at: ago(3) }, may_delegate_to: [{ id: 'x', name: 'x' }] }))).toMatchObject({ decision: 'keep' })
  })

  it('is surer where comparable agents do without it, less sure where they do not, and says of a small group that it is small', () => {
    const beside = (agents: number, holding: Record<string, number>, ...unused: string[]) => recommend(facts([tool('read', 3), ...unused.map((name) => tool(name, 0))], { comparable: { agents, holding: { 'mcp:files:read': agents, ...holding } } }))
    expect(beside(4, { 'mcp:files:write': 1 }, 'write')).toMatchObject({ confidence: 'high', reason: expect.stringMatching(/ 3 of 4 comparable agents do not hold files\/write\.$/) })
    expect(beside(8, { 'mcp:files:write': 2 }, 'write', 'delete')).toMatchObject({ confidence: 'high', reason: expect.stringContaining('6 of 8 comparable agents do not hold these either') })
    expect(beside(4, { 'mcp:files:write': 4 }, 'write')).toMatchObject({ decision: 'reduce', confidence: 'low', reason: expect.stringContaining('But 4 of 4 comparable agents hold files/write') })
    expect(beside(4, { 'mcp:files:write': 2 }, 'write')).toMatchObject({ confidence: 'medium', reason: expect.stringContaining('2 of 4 comparable agents do not hold files/write') })
    expect(beside(2, {}, 'write')).toMatchObject({ confidence: 'medium', reason: expect.stringContaining('Only 2 comparable agents: too few to tell') })
    expect(recommend(facts([tool('read', 60)], { comparable: { agents: 9, holding: {} } }))).toMatchObject({ decision: 'keep', confidence: 'high' })
  })

  it('takes away exactly what was never called', () => {
    expect(unusedOf([tool('read', 1), tool('write', 0)])).toEqual(['mcp:files:write'])
  })
})

describe('grace list', () => {
  const young: ToolUse = { ...tool('write', 0), since: ago(3) }
  const of = { at: AT, tools: [tool('read', 9), young, tool('delete', 0)] }

  it('leaves what was given too short a time ago, or what its reviewer says, and never takes what was used', () => {
    expect(gracedOf(of, 14)).toEqual([young.scope])
    expect(gracedOf(of, 2)).toEqual([])
    expect(reductionOf(of, 14)).toEqual({ removes: ['mcp:files:delete'], keeps: [young.scope] })
    expect(reductionOf(of, 14, ['mcp:files:delete'])).toEqual({ removes: [young.scope], keeps: ['mcp:files:delete'] })
    expect(recommend(facts([tool('read', 60), young]), 14)).toMatchObject({ decision: 'keep', reason: '60 calls used 1 of 2 tools; files/write was given less than 14 days ago.' })
  })
})

describe('schedule', () => {
  const after = (from: string, every: string, now: string) => nextAfter({ nextAt: new Date(from), every }, new Date(now)).toISOString()
  it('comes again at its own time, on the last day of a shorter month, and once for however many it missed', () => {
    expect(after('2026-01-31T09:00:00Z', 'monthly', '2026-01-31T09:00:05Z')).toBe('2026-02-28T09:00:00.000Z')
    expect(after('2026-01-31T09:00:00Z', 'monthly', '2026-03-15T00:00:00Z')).toBe('2026-03-31T09:00:00.000Z')
    expect(after('2026-11-01T09:00:00Z', 'quarterly', '2026-11-01T09:00:00Z')).toBe('2027-02-01T09:00:00.000Z')
    expect(after('2026-01-01T09:00:00Z', 'weekly', '2026-01-20T00:00:00Z')).toBe('2026-01-22T09:00:00.000Z')
  })
})

describe('scope', () => {
  const due_at = new Date(Date.now() + 86_400_000).toISOString()
  const parse = (over: Record<string, unknown>) => PreviewCampaignInput.safeParse({ name: 'Quarterly', fallback: newId(), due_at, ...over }).success
  it('takes the value that belongs to it, and never falls back to everything', () => {
    for (const over of [{}, { scope: 'team', value: 'finance' }, { scope: 'risk', value: 'high' }, { scope: 'unused_days', value: '90' }, { scope: 'not_reviewed_since', value: '2026-01-01' }, { scope: 'agent', value: newId() }, { scope: 'ownerless' }, { scope: 'sensitivity', value: 'restricted' }, { scope: 'server', value: 'files' }, { reviewers: 'named', named: [newId()] }, { reviewers: 'named', named: Array.from({ length: 20 }, () => newId()) }, { reviewers: 'resource_owner' }, { stages: 3 }]) expect(parse(over), JSON.stringify(over)).toBe(true)
    for (const over of [{ value: 'x' }, { scope: 'team' }, { scope: 'risk', value: 'huge' }, { scope: 'unused_days', value: '-1' }, { scope: 'not_reviewed_since', value: 'soon' }, { scope: 'agent', value: "' or true" }, { scope: 'everything' }, { scope: { not: null } }, { scope: 'ownerless', value: 'x' }, { reviewers: 'named' }, { reviewers: 'named', named: [] }, { named: [newId()] }, { reviewers: 'named', named: Array.from({ length: 21 }, () => newId()) }, { reviewers: 'named', named: Array(2).fill(newId()) }, { stages: 4 }, { grace_days: 91 }]) expect(parse(over), JSON.stringify(over)).toBe(false)
    expect(parse({ due_at: new Date(Date.now() - 1_000).toISOString() })).toBe(false)
  })
})

describe('separation', () => {
  const person = (role: 'admin' | 'owner'): Extract<Actor, { kind: 'person' }> => ({ kind: 'person', tenantId: newId<'tenant'>() as TenantId, id: newId<'person'>() as PersonId, name: 'P', role, session: 't' })
  const [owner, author, admin] = [person('owner'), person('admin'), person('admin')]
  const relations: Relations = { ownerId: owner.id, sponsorId: owner.id, requesters: [author.id], riskLevel: 'low' }

  it('lets its reviewer decide alone unless they asked for it or it is of high risk', () => {
    expect(whyNotDecide(owner, { reviewerId: owner.id })).toBeNull()
    expect(whyNotDecide(admin, { reviewerId: owner.id })).toMatchObject({ rule: 'only_its_reviewer_decides' })
    expect(whySecond(relations, owner.id)).toBeNull()
    expect(whySecond(relations, author.id)).toContain('asked for')
    expect(whySecond({ ...relations, riskLevel: 'critical' }, owner.id)).toBe('of critical risk')
  })

  it('takes for the second person an administrator who is none of those concerned', () => {
    expect(whyNotCertify(admin, { decidedBy: owner.id }, relations)).toBeNull()
    expect(whyNotCertify(person('owner'), { decidedBy: owner.id }, relations)).toMatchObject({ rule: 'an_administrator_certifies' })
    expect(whyNotCertify(admin, { decidedBy: admin.id }, relations)).toMatchObject({ rule: 'the_certifier_is_another' })
    expect(whyNotCertify(admin, { decidedBy: owner.id }, { ...relations, sponsorId: admin.id })).toMatchObject({ rule: 'the_certifier_does_not_answer_for_it' })
    expect(whyNotCertify(admin, { decidedBy: owner.id, certifiedBy: admin.id }, relations)).toMatchObject({ rule: 'the_certifier_is_another' })
    expect(whyNotCertify(author, { decidedBy: owner.id }, relations)).toMatchObject({ rule: 'the_certifier_did_not_ask_for_it' })
  })
})

describe('quality', () => {
  it('flags a reviewer who cannot have read what they decided on', () => {
    const who = { id: 'a', name: 'A' }
    const start = Date.parse(AT)
    const fast = Array.from({ length: 40 }, (_, n) => ({ person: who, at: new Date(start + n * 1_300), decision: 'keep' as const }))
    expect(qualityOf(fast)).toEqual([{ person: who, decisions: 40, share_kept: 1, median_seconds: 1.3, largest_batch: 1, flag: '40 decisions in 51 s' }])
    const slow = fast.map((one, n) => ({ ...one, at: new Date(start + n * 30_000), decision: n % 4 ? ('keep' as const) : ('reduce' as const) }))
    expect(qualityOf(slow)).toMatchObject([{ share_kept: 0.75, median_seconds: 30, flag: null }])
    // A batch is one act, with a comment of its own.
    expect(qualityOf(fast.map((one) => ({ ...one, at: new Date(start) })))).toMatchObject([{ largest_batch: 40, flag: null }])
  })
})

describe('escalation', () => {
  const of = { ownerId: 'o', sponsorId: 's', requesters: ['asked'], riskLevel: 'low' as const }
  const next = (manager: string | null, fallback: string | null, strict = false) => nextReviewer('r', { manager, fallback, of, strict })

  it('goes to the manager, else to the fallback, never back, and where that is strict never to who asked for it', () => {
    expect([next('m', 'f'), next(null, 'f'), next('r', 'f'), next('asked', 'f'), next('asked', 'f', true)]).toEqual([{ to: 'm', as: 'manager' }, { to: 'f', as: 'fallback' }, { to: 'f', as: 'fallback' }, { to: 'asked', as: 'manager' }, { to: 'f', as: 'fallback' }])
    expect([next(null, null), next('r', 'r'), next('asked', 'asked', true)]).toEqual([null, null, null])
  })

  it('gives half of the time more: a day at least, and at most 14', () => {
    expect([1, 2, 10, 28, 90].map((days) => moreTimeOf(days * 86_400_000) / 86_400_000)).toEqual([1, 1, 5, 14, 14])
    expect(moreTimeOf(-1)).toBe(86_400_000)
  })
})
