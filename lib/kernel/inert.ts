/** What is not seen and changes what is read: zero-width characters, tags, directions, private use. */
const UNSEEN = /[\p{Cf}\p{Co}\uFFF9-\uFFFB]+/gu
const CONTROLS = /[\p{Cc}\p{Cs}]+/gu
/** Most text of logs: nothing of it is unseen, and no space is to be taken out. */
const PLAIN = /^[!-~](?:[ ]?[!-~])*$/
const TEXT_MAX = 500

/** A text of somebody else as text and nothing else: on one line, cut, and without what a terminal or an eye takes for something else. */
export function inert(value: string | undefined, max: number): string {
  if (value === undefined) return ''
  if (value.length <= max && PLAIN.test(value)) return value
  const clean = value.slice(0, max * 8).normalize('NFC').replace(UNSEEN, '').replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim()
  return clean.length > max ? `${clean.slice(0, max - 1).trimEnd().toWellFormed()}…` : clean
}

/** Every text of a value, names included. */
export function inertTree(value: unknown): unknown {
  if (typeof value === 'string') return inert(value, TEXT_MAX)
  if (Array.isArray(value)) return value.map(inertTree)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [inert(name, 120) || '?', inertTree(one)]))
  return value
}
