import { filter as matcher, parse, type Filter } from 'scim2-parse-filter'
import type { Resource } from './answers'
import { canonicalText, refuseAs } from './attributes'

const FILTER_MAX = 1_000
const EXACT = /^(?:id|externalId|meta\..*|owners\.value|members\.value)$/
const BOOLEAN = /^(?:active|emails\.primary)$/
const VALUED = new Set(['emails', 'roles', 'owners', 'members'])

export type Narrowing = { id?: string; externalId?: string; userName?: string; agentUserName?: string; displayName?: string }
export type Wanted = { matches: (resource: Resource) => boolean; /** What can be looked up by index; the rest is matched one by one. */ narrowing: Narrowing }

/** RFC 7644 §3.4.2.2. Texts are compared without case, but for identifiers (`caseExact`). */
export function readFilter(text: string): Wanted {
  if (text.length > FILTER_MAX) return refuseAs('invalidFilter', `the filter has more than ${FILTER_MAX} characters`)
  let parsed: Filter
  try {
    parsed = fold(parse(canonicalText(text)), '')
  } catch {
    return refuseAs('invalidFilter', 'the filter is not one of RFC 7644 §3.4.2.2')
  }
  const test = matcher(parsed)
  return { matches: (resource) => test(folded(resource, '')), narrowing: narrowingOf(parsed) }
}

function fold(filter: Filter, within: string): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((one) => fold(one, within)) }
    case 'not':
      return { ...filter, filter: fold(filter.filter, within) }
    case '[]':
      return { ...filter, valFilter: fold(filter.valFilter, `${filter.attrPath}.`) }
    case 'pr':
      return filter
    default: {
      const attrPath = VALUED.has(filter.attrPath) && within === '' ? `${filter.attrPath}.value` : filter.attrPath
      const { compValue } = filter
      // RFC 7644 §3.4.2.2: booleans have no order.
      if (['gt', 'ge', 'lt', 'le'].includes(filter.op) && (typeof compValue === 'boolean' || BOOLEAN.test(`${within}${attrPath}`))) throw new Error('a boolean has no order')
      return { ...filter, attrPath, compValue: typeof compValue === 'string' && !EXACT.test(`${within}${attrPath}`) ? compValue.toLowerCase() : compValue }
    }
  }
}

function folded(value: unknown, path: string): unknown {
  if (typeof value === 'string') return EXACT.test(path) ? value : value.toLowerCase()
  if (Array.isArray(value)) return value.map((one) => folded(one, path))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, folded(inner, path === '' ? key : `${path}.${key}`)]))
}

/** An equation that every match fulfils. */
function narrowingOf(filter: Filter): Narrowing {
  if (filter.op === 'and') return Object.assign({}, ...filter.filters.map(narrowingOf)) as Narrowing
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') return {}
  return ['id', 'externalId', 'userName', 'agentUserName', 'displayName'].includes(filter.attrPath) ? { [filter.attrPath]: filter.compValue } : {}
}
