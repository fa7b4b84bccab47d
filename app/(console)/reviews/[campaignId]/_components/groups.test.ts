import { describe, expect, it } from 'vitest'
import { groupOf, groupsOf, matches } from './groups'
import type { WorkItem } from './work-item'

const AT = '2026-06-01T12:00:00.000Z'
const ago = (days: number) => new Date(Date.parse(AT) - days * 86_400_000).toISOString()
const question = { id: 'q', by: { id: 'a', name: 'A' }, of: { id: 'b', name: 'B' }, question: 'why?', at: AT, answer: null, answered_at: null, withdrawn: false, may: { answer: false, withdraw: true } }
const item = (over: Partial<WorkItem> = {}, last: string | null = ago(2)): WorkItem => ({
  id: 'i', campaign_id: 'c', version: 1, state: 'open', agent: { id: 'x', name: 'invoice-reader', status: 'active' }, risk_level: 'low', reviewer: { id: 'r', name: 'R' }, changed: false,
  digest: '', document: '', moved: false, second: { needed: false, why: null }, third: false, second_look: null, recommendation: { decision: 'keep', reason: '', confidence: 'high' }, unused: [], graced: [],
  decision: null, submitted_when_due: false, certified: null, certified_again: null, certifier_note: null, questions: [], askable: [], requesters: [], escalated_at: null, outcome_by: null, effect: null,
  may: { decide: true, certify: false, reassign: true, ask: true },
  evidence: {
    at: AT, environment: null, tools: [], calls: 9, denied: 0, last_used_at: last, weeks: [], changed_because: [],
    agent: { id: 'x', name: 'invoice-reader', purpose: 'reads invoices', platform: 'custom', team: 'Finance', risk_level: 'low', created_at: ago(200), last_active_at: last },
  },
  ...over,
}) // prettier-ignore

describe('groups of a review', () => {
  it('fold only what is unchanged, of low risk and used, and put what needs a look elsewhere', () => {
    expect(groupOf(item())).toBe('steady')
    expect(groupOf(item({ risk_level: 'medium' }))).toBe('rest')
    expect(groupOf(item({}, ago(31)))).toBe('unused')
    expect(groupOf(item({}, null))).toBe('unused')
    expect(groupOf(item({ recommendation: { decision: 'reduce', reason: '', confidence: 'high' } }))).toBe('unused')
    expect(groupOf(item({ risk_level: 'critical' }))).toBe('risk')
    expect(groupOf(item({ moved: true }))).toBe('changed')
    expect(groupOf(item({ changed: true, risk_level: 'high' }))).toBe('changed')
    expect(groupOf(item({ second_look: '40 decisions in 52 s' }))).toBe('back')
    expect(groupOf(item({ questions: [question] }))).toBe('waiting')
    expect(groupOf(item({ questions: [{ ...question, answer: 'for the month end' }] }))).toBe('back')
  })

  it('come in the order of the work, each item once, with what is open', () => {
    const groups = groupsOf([item(), item({ changed: true }), item({ changed: true, state: 'decided' })])
    expect(groups.map(({ key, items, open }) => [key, items.length, open])).toEqual([['changed', 2, 1], ['steady', 1, 1]])
  })

  it('are searched by what people know of an agent', () => {
    for (const text of ['', 'INVOICE', 'finance', 'reads']) expect(matches(item(), text), text).toBe(true)
    expect(matches(item(), 'payroll')).toBe(false)
  })
})
