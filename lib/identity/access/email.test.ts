import { describe, expect, it } from 'vitest'
import { EmailField } from './email'

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada.Lovelace+x@Example.COM ', 'ada.lovelace+x@example.com'],
    ['ada@xn--exmple-cua.com', 'ada@xn--exmple-cua.com'],
  ])('%s is %s', (raw, address) => expect(EmailField.parse(raw)).toBe(address))

  it.each([
    ['full-width letters', 'ａda@example.com'],
    ['Cyrillic а', '\u0430da@example.com'],
    ['KELVIN SIGN, which lower-cases to k', '\u212Aim@example.com'],
    ['LATIN SMALL LETTER LONG S, which upper-cases to S', '\u017Fam@example.com'],
    ['a ligature', 'o\uFB03ce@example.com'],
    ['a zero-width space', 'ada\u200B@example.com'],
    ['a direction override', 'ada\u202E@example.com'],
    ['a composed domain', 'ada@exämple.com'],
    ['an ideographic full stop', 'ada@example。com'],
    ['a trailing dot', 'ada@example.com.'],
    ['a space inside', 'a da@example.com'],
    ['a line break', 'ada@example.com\nbcc: x@example.com'],
    ['two addresses', 'ada@example.com,bob@example.com'],
    ['no domain', 'ada'],
    ['nothing', ''],
    ['too much', `${'a'.repeat(250)}@example.com`],
  ])('[8] refuses %s', (_what, raw) => expect(EmailField.safeParse(raw).success).toBe(false))

  it.each([[null], [undefined], [{}], [['ada@example.com']], [7]])('refuses %o', (raw) => expect(EmailField.safeParse(raw).success).toBe(false))
})
