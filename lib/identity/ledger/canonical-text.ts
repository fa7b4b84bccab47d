import { Fault } from '@/lib/kernel/fault'

/**
 * What `canonicalJson` makes of JSON (RFC 8785; a test holds them together), at a fifth of its cost: every entry is written
 * so when it is sealed, and again for whoever exports or verifies it.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Fault('a number without a JSON form')
      return `${value}`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? listOf(value) : objectOf(value as Record<string, unknown>)
    default:
      throw new Fault('value has no JSON form')
  }
}

function listOf(list: readonly unknown[]): string {
  let text = '['
  for (let n = 0; n < list.length; n++) text += n === 0 ? canonicalText(list[n]) : `,${canonicalText(list[n])}`
  return `${text}]`
}

function objectOf(object: Record<string, unknown>): string {
  let text = '{'
  for (const key of sorted(Object.keys(object))) text += `${text.length > 1 ? ',' : ''}${quoted(key)}:${canonicalText(object[key])}`
  return `${text}}`
}

/** By UTF-16 code units, as RFC 8785 §3.2.3 has it and `sort` does; mostly there are few, and often they are so already. */
function sorted(keys: string[]): string[] {
  for (let n = 1; n < keys.length; n++) if ((keys[n - 1] as string) > (keys[n] as string)) return keys.sort()
  return keys
}

/** Neither a quote, a backslash, a control character nor anything that could be half of a character. */
const PLAIN = /^[ !#-[\]-~]*$/
const LONE_SURROGATE = /\p{Surrogate}/u

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (LONE_SURROGATE.test(text)) throw new Fault('half of a character has no JSON form')
  return JSON.stringify(text)
}
