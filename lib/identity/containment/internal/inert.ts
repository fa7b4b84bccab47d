const DEPTH_MAX = 24
const TOO_DEEP = '[nested too deep]'

/**
 * JSON from outside, made fit to be kept: what PostgreSQL and canonical JSON cannot hold (NUL, lone surrogates) is
 * replaced, and nesting is cut, so that nobody can stop the log by what they send.
 */
export function inertJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return inertText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEPTH_MAX) return TOO_DEEP
  if (Array.isArray(value)) return value.map((one) => inertJson(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [inertText(name), inertJson(one, depth + 1)]))
}

/** As `inertJson` for one line that people read: control characters and direction overrides are replaced too. */
export const inertLine = (text: string): string => inertText(text).replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')

const inertText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')
