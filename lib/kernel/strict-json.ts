import { refuse, type Result } from './result'

const DEPTH_MAX = 32

/**
 * JSON as we take it from outside (RFC 8259, I-JSON of RFC 7493 §2): no member twice, since readers differ in which
 * they believe; no deeper than anything of ours; and only text that can be stored (no NUL, no half surrogate pairs).
 */
export function parseStrictJson(text: string): Result<unknown, string> {
  const problem = structureProblem(text)
  if (problem) return refuse(problem)
  try {
    const value: unknown = JSON.parse(text)
    return isText(value) ? { ok: true, value } : refuse('has characters that are not text')
  } catch {
    return refuse('is not JSON')
  }
}

/** Whether every string in it, names of members included, is text. Depth is bounded before. */
export function isText(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => isText(name) && isText(member))
}

/** Looks at brackets and names only; whatever else is wrong, the parser finds. */
function structureProblem(text: string): string | null {
  const open: (Set<string> | null)[] = [] // the names seen in each open object; null for an array
  let expectName = false
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '{':
      case '[':
        if (open.length === DEPTH_MAX) return `is nested deeper than ${DEPTH_MAX}`
        open.push(text[at] === '{' ? new Set() : null)
        expectName = text[at] === '{'
        break
      case '}':
      case ']':
        open.pop()
        expectName = false
        break
      case ',':
        expectName = open.at(-1) instanceof Set
        break
      case '"': {
        const end = endOfString(text, at)
        if (end < 0) return 'is not JSON'
        const names = open.at(-1)
        if (expectName && names) {
          const name = unescaped(text.slice(at, end + 1))
          if (names.has(name)) return 'has a member twice'
          names.add(name)
        }
        expectName = false
        at = end
        break
      }
    }
  }
  return null
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}

/** `"\u0061"` and `"a"` are one name. */
function unescaped(literal: string): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    return literal
  }
}
