import { describe, expect, it } from 'vitest'
import { Facts, KIND_NAMES, type Kind } from './contract'
import { mailOf, wordsOf } from './texts'

const HOSTILE = '<script>alert(1)</script>\u202Etxt\r\nBcc: all@evil.example https://evil.example www.evil.example \u001b[31m'
const campaign = { id: '019a0000-0000-7000-8000-000000000001', name: HOSTILE }
const at = '2026-11-22T19:30:00.000Z'
const FACTS: { [K in Kind]: unknown } = {
  review_opened: { campaign, items: 3, due_at: at },
  review_reminder: { campaign, items: 1, due_at: at },
  review_escalated: { campaign, reviewer: { id: 'x', name: HOSTILE }, items: 2, due_at: at, over: false },
  question_asked: { campaign, agent: HOSTILE, by: HOSTILE, due_at: at },
  question_answered: { campaign, agent: HOSTILE, by: HOSTILE, due_at: at },
  certify_waiting: { campaign, due_at: at },
  apply_waiting: { campaign, held: 40, paused: HOSTILE },
  transfer_waiting: { agents: [HOSTILE], count: 4, role: 'owner', by: HOSTILE, until: at },
  mandate_offered: { agent: { id: 'a1', name: HOSTILE }, from: HOSTILE, purpose: HOSTILE, until: at },
  agent_lapsing: { agent: { id: 'a1', name: HOSTILE }, why: 'reconfirm', due_at: at, stops_at: at, reminder: true },
  halt_waiting: { target: HOSTILE, grain: 'platform', mode: 'suspend', by: HOSTILE, reason: HOSTILE, until: at },
  order_in_force: { order: 'o1', mode: 'suspend', by: HOSTILE, agents: [HOSTILE], count: 1, reason: HOSTILE, at },
  posture_fell: { what: HOSTILE, from: 71.4, to: 52, since: '2026-11-15', facts: [HOSTILE] },
  drill_failed: { problem: HOSTILE, at },
}

describe('[40] what people are told', () => {
  it.each(KIND_NAMES)('of %s holds names that do nothing, in text and in HTML', (kind) => {
    expect(Facts[kind].safeParse(FACTS[kind]).success).toBe(true)
    const told = wordsOf(kind, FACTS[kind])
    const mail = mailOf({ name: HOSTILE }, [told, told], 'https://console.test')
    for (const text of [mail.subject, mail.text, mail.html]) {
      expect(text).not.toMatch(/[\u202E\u001b\r]/)
      expect(text).not.toMatch(/https?:\/\/(?!console\.test)/)
    }
    expect(mail.subject).not.toContain('\n')
    // A name cannot begin a line of its own.
    expect(mail.text).not.toMatch(/^Bcc:/m)
    expect(mail.html).not.toContain('<script')
    expect(mail.text).toContain(`https://console.test${told.path}`)
  })

  it('says the time with its zone, and one of something is one', () => {
    expect(wordsOf('review_reminder', FACTS.review_reminder).text).toMatch(/^One item of .* waits for you and is due by 2026-11-22 19:30 UTC/)
    expect(wordsOf('review_reminder', FACTS.review_reminder, 'Asia/Kolkata').text).toContain('due by 2026-11-23 01:00 Asia/Kolkata')
    expect(wordsOf('review_reminder', FACTS.review_reminder, 'Europe/Berlin').text).toContain('due by 2026-11-22 20:30 Europe/Berlin')
    const reminded = (over: object) => wordsOf('review_reminder', { campaign: { ...campaign, name: 'Q4' }, items: 15, due_at: at, ...over }).text
    expect(reminded({})).toMatch(/^15 items of “Q4” wait for you and are due by 2026-11-22 19:30 UTC\. After that the review’s own rule decides what is open\.$/)
    expect(reminded({ unsubmitted: 12 })).toContain('12 decisions of yours are not submitted: when it is due, what is not submitted counts as no answer.')
    expect(reminded({ unsubmitted: 15, submitted_when_due: true })).toMatch(/15 decisions of yours are not submitted: what needs nobody else is submitted as it stands when it is due, the rest counts as no answer\.$/)
    expect(wordsOf('transfer_waiting', { ...(FACTS.transfer_waiting as object), agents: ['a', 'b', 'c'], count: 4 }).text).toContain('a, b, c and 1 more')
  })

  it('is one message for many things, with its length bounded', () => {
    const told = Array.from({ length: 30 }, () => wordsOf('review_opened', FACTS.review_opened))
    const { subject, text } = mailOf({ name: 'Ada' }, told, 'https://console.test')
    expect(subject).toBe('30 things wait for you')
    expect(text).toContain('And 10 more')
    expect(mailOf({ name: 'Ada' }, told.slice(0, 1), 'https://console.test').subject).toBe('A review has items for you')
  })
})
