import type { Result } from '@/lib/kernel/result'
import { problemOf, type Resource } from './answers'
import { refuseAs } from './attributes'

/** A text, or undefined where there is none: null and an empty text are unassigned (RFC 7643 §2.5). */
export function textOf(resource: Resource, name: string): string | undefined {
  const value = resource[name]
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? value : refuseAs('invalidValue', `${name} is a text`)
}

export function objectOf(resource: Resource, name: string): Resource {
  const value = resource[name]
  if (value === undefined || value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as Resource) : refuseAs('invalidValue', `${name} is an object`)
}

/** Some directories send booleans as texts. */
export function activeOf(resource: Resource): boolean | undefined {
  const { active } = resource
  if (active === undefined || active === null) return undefined
  if (typeof active === 'boolean') return active
  const text = typeof active === 'string' ? active.toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : refuseAs('invalidValue', 'active is true or false')
}

/** The one value of a multi-valued attribute that holds one. */
export function onlyValueOf(resource: Resource, name: string): string | undefined {
  const list = resource[name]
  if (list === undefined || list === null) return undefined
  if (!Array.isArray(list)) return refuseAs('invalidValue', `${name} is a list`)
  const entries = list.map((one: unknown) => (typeof one === 'string' ? { value: one } : ((one ?? {}) as { value?: unknown; primary?: unknown })))
  const named = entries.length > 1 ? entries.filter(({ primary }) => primary === true) : entries
  if (entries.length === 0) return undefined
  const [only] = named
  if (named.length !== 1 || typeof only?.value !== 'string') return refuseAs('invalidValue', `${name} holds one value`)
  return only.value
}

/** What a verb answers; what it refuses is thrown as SCIM says it. */
export function done<T, R extends { code: string }>(result: Result<T, R>): T {
  if (!result.ok) throw problemOf(result.refusal)
  return result.value
}
