import { digestOf } from './canonical-json'

/** What the ledger keeps of a call's arguments: a digest that proves them, and a copy that can be read by people. */
export type RecordedParameters = { parameters_digest: string; parameters_redacted: unknown }

type Bounds = { text: number; entries: number; depth: number }
const USUAL: Bounds = { text: 200, entries: 50, depth: 6 }
/** Of somebody who is quarantined: everything but secrets, as far as a record can hold it. */
const WHOLE: Bounds = { text: 20_000, entries: 500, depth: 16 }
/** What is larger even so is recorded as usual; its digest proves the rest. */
const WHOLE_BYTES_MAX = 200 * 1024
const REDACTED = '[redacted]'

const SECRET_NAME = /pass(word|wd|phrase)?|secret|token|api[-_]?key|private[-_]?key|authorization|cookie|credential|bearer|assertion|^auth$|^key$|^pin$/i
/** Shapes of secrets that arrive under harmless names: JWTs, private keys, URLs with a password, and known prefixes. */
const SECRET_VALUE =
  /eyJ[\w-]{8,}\.[\w-]{8,}\.|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/\s:@]+:[^/\s@]+@|\b(?:sk|pk|rk)[-_][\w-]{16,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bglpat-[\w-]{16,}|\bnpm_\w{30,}|\bAIza[\w-]{30,}|\b[Bb]earer\s+[\w.~+/-]{16,}/
/** Long runs without a space that use letters of both cases and digits are more often keys than words. */
const RANDOM_RUN = /(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{40,}/

/** Secrets of one call that are looked for in the rest of it; a call with more of them shows no text at all. */
const NAMED_MAX = 64
/** Shorter ones are found when they are the whole of a value: as a part they would be everywhere. */
const NAMED_PART_MIN = 4

export function recordParameters(parameters: unknown, whole = false): RecordedParameters {
  const named = namedSecrets(parameters ?? {})
  const kept = redact(parameters ?? {}, 0, whole ? WHOLE : USUAL, named)
  const fits = !whole || Buffer.byteLength(JSON.stringify(kept)) <= WHOLE_BYTES_MAX
  return { parameters_digest: digestOf(parameters ?? {}), parameters_redacted: fits ? kept : redact(parameters ?? {}, 0, USUAL, named) }
}

/** The copy alone, of what is proven by a digest of its own. */
export const redactedCopy = (value: unknown): unknown => redact(value, 0, USUAL, namedSecrets(value))

const isSecretName = (name: string, item: unknown): boolean => item !== null && typeof item !== 'boolean' && SECRET_NAME.test(name)

/** What stands under a secret's name: the same value under another name, or within a text, is as much of a secret. */
function namedSecrets(value: unknown, isNamed = false, into: Set<string> = new Set<string>()): Set<string> {
  if (isNamed && (typeof value === 'string' || typeof value === 'number')) {
    const text = String(value).trim()
    if (text) into.add(text)
  } else if (Array.isArray(value)) for (const item of value) namedSecrets(item, isNamed, into)
  else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) namedSecrets(item, isNamed || isSecretName(name, item), into)
  return into
}

function holdsNamed(text: string, named: ReadonlySet<string>): boolean {
  if (named.size === 0) return false
  if (named.size > NAMED_MAX || named.has(text.trim())) return true
  for (const secret of named) if (secret.length >= NAMED_PART_MIN && text.includes(secret)) return true
  return false
}

function redact(value: unknown, depth: number, bounds: Bounds, named: ReadonlySet<string>): unknown {
  const { entries: most } = bounds
  if (typeof value === 'string') return redactText(value, bounds, named)
  if (typeof value === 'number') return holdsNamed(String(value), named) ? REDACTED : value
  if (typeof value !== 'object' || value === null) return value
  if (depth >= bounds.depth) return '[deeper]'
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map((item: unknown) => redact(item, depth + 1, bounds, named))
    return value.length > most ? [...kept, `[${value.length - most} more]`] : kept
  }
  const entries = Object.entries(value)
  const kept = entries.slice(0, most).map(([name, item]): [string, unknown] => [
    redactText(name, bounds, named),
    isSecretName(name, item) ? REDACTED : redact(item, depth + 1, bounds, named),
  ])
  if (entries.length > most) kept.push(['[more]', entries.length - most])
  return Object.fromEntries(kept)
}

/** Looked at in full before it is cut, so that a secret is not half shown. */
function redactText(text: string, { text: most }: Bounds, named: ReadonlySet<string>): string {
  const looked = text.slice(0, 20_000)
  if (holdsNamed(text, named) || SECRET_VALUE.test(looked) || RANDOM_RUN.test(looked)) return REDACTED
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text
}

/** Whether a text has the shape of a secret; a long name with digits in it is none. */
export const looksSecret = (text: string): boolean => SECRET_VALUE.test(text.slice(0, 20_000))
export { REDACTED }
