import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalisePassword, passwordProblem } from './password-policy'

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'nine-violet-otters',
    'Zug nach Köln um 7',
    'パスワードではない長い文字列です',
    'x8$Lq2!vRt9#',
    'a'.repeat(6) + ' quick brown fox',
  ])('may be %s', (password) => expect(passwordProblem(password, ada)).toBeNull())

  it.each([
    ['short', 'x8$Lq2!vRt9', 'needs at least 12'],
    ['long', 'correct horse '.repeat(20), 'more than 256'],
    ['one character', 'aaaaaaaaaaaaaaaa', 'too few characters'],
    ['one word, repeated', 'wobble'.repeat(3), 'repeated'],
    ['their address', 'ada.lovelace@example.com', 'easy to guess'],
    ['their name and a year', 'AdaLovelace2026', 'easy to guess'],
    ['their name, disguised', '4d4 L0v3l4c3!!', 'easy to guess'],
    ['the well-known one', 'Password2026!', 'easy to guess'],
    ['that one, disguised', 'P4$$w0rd1234', 'easy to guess'],
    ['ours', 'lanyard-admin-1', 'easy to guess'],
    ['a run of keys', 'qwertyuiop1234567890', 'easy to guess'],
    ['a run backwards', '987654321poiuytrewq', 'easy to guess'],
    ['the alphabet', 'abcdefghijklmnop', 'easy to guess'],
  ])('may not be %s', (_what, password, problem) => expect(passwordProblem(password, ada)).toContain(problem))

  it('is counted in characters and not in UTF-16 units', () => {
    expect(passwordProblem('🙂🐙🦊🌲🚲🎻🧭🪁', ada)).toContain('at least 12')
  })

  it('is the same however the keyboard composed it', () => {
    expect(normalisePassword('Ko\u0308ln ﬁnden')).toBe(normalisePassword('K\u00F6ln finden'))
  })

  it('gets an answer, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }), fc.string(), (units, name) => {
        const password = String.fromCharCode(...units)
        const problem = passwordProblem(password, { email: `${name}@x`, name })
        expect(problem === null || problem.length > 0).toBe(true)
      }),
    )
  })
})
