import type { ScimClientActor } from '@/lib/identity/access'
import { answer, LIST, ScimProblem } from './answers'
import { refuseAs } from './attributes'
import { RESULTS_MAX } from './discovery'
import { readFilter } from './filter'
import { versioned } from './one'
import type { Page, ResourceType } from './resource-type'
import { shaped } from './shape'

const NAMED_BY = { User: 'userName', Agent: 'agentUserName', Group: 'displayName' } as const
/** How many are matched one by one, where no index answers. */
const SCAN_MAX = 5_000
const PLACE_MAX = 10_000_000

/** RFC 7644 §3.4.2: a page by index, out of all or out of what a filter matches. */
export async function listed(type: ResourceType, client: ScimClientActor, query: Readonly<Record<string, unknown>>): Promise<Response> {
  const startIndex = Math.max(1, wholeNumber(query.startIndex, 'startIndex') ?? 1)
  const count = Math.min(RESULTS_MAX, Math.max(0, wholeNumber(query.count, 'count') ?? RESULTS_MAX))
  const text = query.filter
  if (text !== undefined && typeof text !== 'string') return refuseAs('invalidFilter', 'filter is a text')
  const page = text === undefined ? await type.find(client, {}, startIndex - 1, count) : await filtered(type, client, text, startIndex - 1, count)
  const resources = page.items.map((resource) => shaped(versioned(resource), query.attributes, query.excludedAttributes))
  return answer({ schemas: [LIST], totalResults: page.total, startIndex, itemsPerPage: resources.length, Resources: resources })
}

async function filtered(type: ResourceType, client: ScimClientActor, text: string, skip: number, take: number): Promise<Page> {
  const { matches, narrowing } = readFilter(text)
  const { total, items } = await type.find(client, narrowing, 0, SCAN_MAX)
  if (total > SCAN_MAX) throw new ScimProblem(400, `there are ${total}: filter by id, externalId or ${NAMED_BY[type.name]} (eq)`, 'tooMany')
  const found = items.map(versioned).filter(matches)
  return { total: found.length, items: found.slice(skip, skip + take).map(({ meta, ...rest }) => ({ ...rest, meta: withoutVersion(meta) })) }
}

const withoutVersion = (meta: unknown): unknown => Object.fromEntries(Object.entries(meta as object).filter(([key]) => key !== 'version'))

/** RFC 7644 §3.4.2.4: below what is possible it is the least that is. */
function wholeNumber(raw: unknown, name: string): number | undefined {
  if (raw === undefined || raw === '') return undefined
  const value = Number(raw)
  return Number.isInteger(value) && Math.abs(value) <= PLACE_MAX ? value : refuseAs('invalidValue', `${name} is a whole number`)
}
