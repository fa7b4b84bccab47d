import type { Resource } from './answers'
import { canonicalText, LANYARD_AGENT } from './attributes'

/** Always there, whatever is asked for (`returned: always`). */
const ALWAYS = new Set(['schemas', 'id'])
const NAMED_MAX = 50

/** RFC 7644 §3.9: only these attributes, or all but these; a sub-attribute by `name.formatted`. */
export function shaped(resource: Resource, attributes: unknown, excluded: unknown): Resource {
  const only = namesOf(attributes)
  if (only.length > 0)
    return Object.fromEntries(
      Object.entries(resource).flatMap(([key, value]): [string, unknown][] => {
        if (ALWAYS.has(key) || only.includes(key)) return [[key, value]]
        const subs = only.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1))
        return subs.length > 0 ? [[key, parts(value, (sub) => subs.includes(sub))]] : []
      }),
    )
  const without = namesOf(excluded)
  return Object.fromEntries(
    Object.entries(resource).flatMap(([key, value]): [string, unknown][] => {
      if (ALWAYS.has(key)) return [[key, value]]
      if (without.includes(key)) return []
      return [[key, without.some((name) => name.startsWith(`${key}.`)) ? parts(value, (sub) => !without.includes(`${key}.${sub}`)) : value]]
    }),
  )
}

function namesOf(raw: unknown): string[] {
  const list = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(',') : []
  return list.slice(0, NAMED_MAX).flatMap((name) => (typeof name === 'string' && name.trim() !== '' ? [partOf(canonicalText(name.trim().slice(0, 200)))] : []))
}

/** `urn:…:Agent:status` is a part of the extension (RFC 7644 §3.10). */
function partOf(name: string): string {
  const [head, tail] = [name.slice(0, LANYARD_AGENT.length), name.slice(LANYARD_AGENT.length)]
  if (head.toLowerCase() !== LANYARD_AGENT.toLowerCase()) return name
  return tail.startsWith(':') ? `${LANYARD_AGENT}.${tail.slice(1)}` : `${LANYARD_AGENT}${tail}`
}

function parts(value: unknown, keep: (sub: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => parts(one, keep))
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).filter(([sub]) => keep(sub))) : value
}
