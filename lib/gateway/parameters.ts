import { digestOf } from '@/lib/kernel/canonical-json'

/** What the ledger keeps of a call's arguments: a digest that proves them, and a copy that can be read by people. */
export type RecordedParameters = { parameters_digest: string; parameters_redacted: unknown }

const TEXT_MAX = 200
const ENTRIES_MAX = 50
const DEPTH_MAX = 6
const REDACTED = '[redacted]'

const SECRET_NAME = /pass(word|wd|phrase)?|secret|token|api[-_]?key|private[-_]?key|authorization|cookie|credential|bearer|assertion|^auth$|^key$|^pin$/i
/** Shapes of secrets that arrive under harmless names: JWTs, private keys, URLs with a password, and known prefixes. */
const SECRET_VALUE =
  /eyJ[\w-]{8,}\.[\w-]{8,}\.|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/\s:@]+:[^/\s@]+@|\b(?:sk|pk|rk)[-_][\w-]{16,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bglpat-[\w-]{16,}|\bnpm_\w{30,}|\bAIza[\w-]{30,}|\b[Bb]earer\s+[\w.~+/-]{16,}/
/** Long runs without a space that use letters of both cases and digits are more often keys than words. */
const RANDOM_RUN = /(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{40,}/

export function recordParameters(parameters: unknown): RecordedParameters {
  return { parameters_digest: digestOf(parameters ?? {}), parameters_redacted: redact(parameters ?? {}, 0) }
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX) return '[deeper]'
  if (Array.isArray(value)) {
    const kept = value.slice(0, ENTRIES_MAX).map((item: unknown) => redact(item, depth + 1))
    return value.length > ENTRIES_MAX ? [...kept, `[${value.length - ENTRIES_MAX} more]`] : kept
  }
  const entries = Object.entries(value)
  const kept = entries.slice(0, ENTRIES_MAX).map(([name, item]): [string, unknown] => [
    redactText(name),
    SECRET_NAME.test(name) && item !== null && typeof item !== 'boolean' ? REDACTED : redact(item, depth + 1),
  ])
  if (entries.length > ENTRIES_MAX) kept.push(['[more]', entries.length - ENTRIES_MAX])
  return Object.fromEntries(kept)
}

/** Looked at in full before it is cut, so that a secret is not half shown. */
function redactText(text: string): string {
  const looked = text.slice(0, 20_000)
  if (SECRET_VALUE.test(looked) || RANDOM_RUN.test(looked)) return REDACTED
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}… (${text.length} characters)` : text
}
