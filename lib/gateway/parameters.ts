import { digestOf } from '@/lib/kernel/canonical-json'

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

export function recordParameters(parameters: unknown, whole = false): RecordedParameters {
  const kept = redact(parameters ?? {}, 0, whole ? WHOLE : USUAL)
  const fits = !whole || Buffer.byteLength(JSON.stringify(kept)) <= WHOLE_BYTES_MAX
  return { parameters_digest: digestOf(parameters ?? {}), parameters_redacted: fits ? kept : redact(parameters ?? {}, 0, USUAL) }
}

function redact(value: unknown, depth: number, bounds: Bounds): unknown {
  const { entries: most } = bounds
  if (typeof value === 'string') return redactText(value, bounds)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= bounds.depth) return '[deeper]'
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map((item: unknown) => redact(item, depth + 1, bounds))
    return value.length > most ? [...kept, `[${value.length - most} more]`] : kept
  }
  const entries = Object.entries(value)
  const kept = entries.slice(0, most).map(([name, item]): [string, unknown] => [
    redactText(name, bounds),
    SECRET_NAME.test(name) && item !== null && typeof item !== 'boolean' ? REDACTED : redact(item, depth + 1, bounds),
  ])
  if (entries.length > most) kept.push(['[more]', entries.length - most])
  return Object.fromEntries(kept)
}

/** Looked at in full before it is cut, so that a secret is not half shown. */
function redactText(text: string, { text: most }: Bounds): string {
  const looked = text.slice(0, 20_000)
  if (SECRET_VALUE.test(looked) || RANDOM_RUN.test(looked)) return REDACTED
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text
}
