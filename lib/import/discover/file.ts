import { isMap, LineCounter, parseDocument, type Document } from 'yaml'

/** Where in a file, field by field. */
export type At = readonly (string | number)[]

/** A file as it was read: its text, and what it says when it is JSON, YAML or a Markdown file with front matter. */
export type ReadFile = Readonly<{
  path: string
  /** The file's own name, in lower case. */
  base: string
  text: string
  format: 'json' | 'yaml' | 'front_matter' | 'env'
  value: unknown
  /** The line of a place, or of the nearest one above it; null when nobody knows. */
  lineOf: (at: At) => number | null
}>
export type ParseProblem = Readonly<{ at: string; reason: string }>
export type Parsed = { ok: true; file: ReadFile } | { ok: false; problem: ParseProblem }

/** None of these files has a use for more. */
export const FILE_BYTES_MAX = 1024 * 1024
const DEPTH_MAX = 60
/** YAML may refer to itself and grow without end. */
const ALIASES_MAX = 20
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

const baseOf = (path: string): string => (path.split('/').at(-1) ?? path).toLowerCase()

export function formatOf(path: string): ReadFile['format'] | null {
  const base = baseOf(path)
  if (/^\.env(\.|$)/.test(base) || base.endsWith('.env')) return 'env'
  if (/\.(json|jsonc|template)$/.test(base)) return 'json'
  if (/\.ya?ml$/.test(base)) return 'yaml'
  return /\.(md|mdc|prompt)$/.test(base) ? 'front_matter' : null
}

/** Pure: nothing that the file names is opened, and no code of it is run. Tags of YAML make no objects. */
export function parseFile(path: string, format: ReadFile['format'], raw: string): Parsed {
  const text = raw.replace(/^\uFEFF/, '')
  const base = baseOf(path)
  if (text.includes('\u0000')) return problem('file', 'is not text')
  if (format === 'env') return { ok: true, file: { path, base, text, format, value: null, lineOf: () => null } }
  const front = format === 'front_matter' ? FRONT_MATTER.exec(text) : null
  if (format === 'front_matter' && !front) return { ok: true, file: { path, base, text, format, value: null, lineOf: () => null } }
  const source = front?.[1] ?? text
  const first = front ? 1 : 0
  if (isTooDeep(source)) return problem('file', `is nested deeper than ${DEPTH_MAX} levels`)
  if (format === 'json') {
    try {
      return { ok: true, file: { path, base, text, format, value: JSON.parse(source) as unknown, lineOf: lines(source, first) } }
    } catch {
      // Editors allow comments and trailing commas; YAML knows where it stopped understanding.
    }
  }
  const parsed = yamlOf(format === 'json' ? withoutComments(source) : source)
  if (!parsed.ok) return problem(parsed.line === null ? 'file' : `line ${parsed.line + first}`, parsed.reason)
  return { ok: true, file: { path, base, text, format, value: parsed.value, lineOf: lines(source, first) } }
}

const problem = (at: string, reason: string): Parsed => ({ ok: false, problem: { at, reason } })

type Yaml = { ok: true; value: unknown } | { ok: false; line: number | null; reason: string }

function yamlOf(source: string): Yaml {
  const counter = new LineCounter()
  try {
    const document = parseDocument(source, { lineCounter: counter, logLevel: 'silent', uniqueKeys: true })
    const [error] = document.errors
    if (error) return { ok: false, line: counter.linePos(error.pos[0]).line, reason: firstLine(error.message) }
    return { ok: true, value: document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown }
  } catch (thrown) {
    // Too many aliases, or deeper than the parser goes.
    return { ok: false, line: null, reason: thrown instanceof RangeError ? 'is nested too deeply' : firstLine(thrown instanceof Error ? thrown.message : 'cannot be read') }
  }
}

/** A parser repeats what it stumbled over, which may be a secret: only its own words are passed on. */
function firstLine(message: string): string {
  const line = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '').replace(/["'`“][^"'`”]*["'`”]?/g, '…')
  return line.slice(0, 160) || 'cannot be read'
}

/** Only whole lines, so that no URL is cut; the lines stay where they are. */
const withoutComments = (text: string): string => text.replace(/^[ \t]*\/\/.*$/gm, '')

/** Brackets alone: what is in quotes does not count. Indentation is bounded by the size of the file. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"' || char === '\n') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth = Math.max(0, depth - 1)
    if (depth > DEPTH_MAX) return true
  }
  return false
}

/** Asked for rarely: the file is parsed once more, for places. */
function lines(source: string, first: number): (at: At) => number | null {
  let known: { document: Document; counter: LineCounter } | null | undefined
  const load = () => {
    const counter = new LineCounter()
    try {
      return { document: parseDocument(source, { lineCounter: counter, logLevel: 'silent' }) as unknown as Document, counter }
    } catch {
      return null
    }
  }
  return (at) => {
    known ??= load()
    if (!known) return null
    for (let length = at.length; length > 0; length--) {
      const node: unknown = length > 0 ? parentPair(known.document, at.slice(0, length)) : null
      if (typeof node === 'number') return known.counter.linePos(node).line + first
    }
    return null
  }
}

/** Where a field's name stands, or an item of a list begins. */
function parentPair(document: Document, at: At): number | null {
  const parent: unknown = at.length > 1 ? document.getIn(at.slice(0, -1), true) : document.contents
  const key = at.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => String((item.key as { value?: unknown } | null)?.value ?? item.key) === String(key))
    return (pair?.key as { range?: [number, number, number] } | undefined)?.range?.[0] ?? null
  }
  const node = document.getIn([...at], true) as { range?: [number, number, number] } | undefined
  return node?.range?.[0] ?? null
}
