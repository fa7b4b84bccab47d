import { Prisma } from '@/generated/prisma/client'
import { askKept, askWalked, type Raw } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import { IMPORTED_ACTIONS, importedAction, type AuditSystem } from '@/lib/kernel/audit-systems'
import { plainQuery } from '../query'
import { ListEventsInput, type EventRow } from './contract'
import { decodeCursor, encodeCursor } from './cursor'
import { toEventRow, type EventRecord } from './event-row'
import { alongOf, walkedPage } from './internal/walked-page'
import { OWN_ACTIONS } from './sentence'
import { eventsOfAgent, NO_OUTCOME, readEvents, selectEvents, type EventSource } from './select-events'

/** What the record is read for most: calls and the tokens behind them. Outcomes are shown on their calls. */
const CALLS = ['tool.call', 'token.issue', 'containment.halt', 'containment.restore']

type Filter = ReturnType<typeof ListEventsInput.parse>
type Place = { at: Date; id: string } | null
/** A page by words is promised in a fifth of a second, and reads entries and names behind it. */
export const SEARCH_MS = 100

/**
 * The record, newest first, by keyset. Every filter, and "everything below this agent", is a walk along one index.
 *
 * @param searchMs after so long a search by words begins no other part of its index, and the page says how far back it looked
 */
export const listEventsWithin = (searchMs: number) => plainQuery({
  name: 'ledger.event.list',
  input: ListEventsInput,
  answer: async (tx, { actor, input }) => {
    const after = decodeCursor(input.cursor)
    const limit = input.limit + 1
    const { found, edge } = await readPage(tx, actor.tenantId, input, { after, limit, searchMs })
    const page = found.slice(0, input.limit)
    const last = found.length > input.limit ? page.at(-1) : undefined
    const next = last ? { at: last.occurred_at, id: last.id } : edge
    return { items: page.map(toEventRow), next: next && encodeCursor(next.at, next.id), searched_to: last ? null : (edge?.at.toISOString() ?? null) }
  },
})

export const listEvents = listEventsWithin(SEARCH_MS)

type ReadPage = { found: EventRecord[]; /** Nothing before it was looked at. */ edge: Place }

async function readPage(tx: Raw, tenantId: string, input: Filter, { after, limit, searchMs }: { after: Place; limit: number; searchMs: number }): Promise<ReadPage> {
  const walk = walkedPage(tenantId, input, { actions: actionsOf(input), after, limit })
  if (walk) return { found: await readEvents(tx, asRows<{ id: string }>(await askKept(tx, walk.name, walk.ids, 'walked')).map(({ id }) => id)), edge: null }
  const searched = await searchFor(tx, input, after, limit, searchMs)
  if (searched) return { found: await readEvents(tx, searched.ids), edge: searched.edge }
  // One delegation has few, and what was imported an index of its own.
  if (input.delegation !== undefined || isImported(input.source) || alongOf(input).isWhole) return { found: await selectEvents(tx, filtered(tenantId, input, after), limit), edge: null }
  const walked = await walkFor(tx, tenantId, input, { after, limit, searchMs })
  return { found: await readEvents(tx, walked.ids), edge: walked.edge }
}

/** Entries that are looked at in one step, from few, where most match, to as many as are read in less than a tenth of a second. */
const [STEP_MIN, STEP_MAX, STEP_GROWTH] = [2_000, 16_000, 4]

type Step = { ids: string[]; looked: number; at: Date | null; id: string | null }

/** The newest along the index that suits a filter best, and of these what it means: until there is enough, nothing is left, or the time is over. */
async function walkFor(tx: Raw, tenantId: string, input: Filter, { after, limit, searchMs }: { after: Place; limit: number; searchMs: number }): Promise<Searched> {
  // Of an agent by its places alone: an order that covers it is found nowhere else.
  const along = input.agent ? null : alongOf(input).along
  const ends = performance.now() + searchMs
  const ids: string[] = []
  for (let [step, place] = [STEP_MIN, after]; ; step = Math.min(STEP_MAX, step * STEP_GROWTH)) {
    const bounds = conditionsOf(tenantId, { show: 'all', limit: 1, since: input.since, until: input.until }, place)
    const walk = along === null ? Prisma.sql`(${eventsOfAgent({ tenantId, agentId: input.agent ?? '' }, bounds).ordered(step)}) e` : Prisma.sql`ledger_entry e where ${bounds} and ${along}`
    const [found] = asRows<Step>(
      await askWalked(tx, Prisma.sql`
        with looked as materialized (
          select e.id, e.tenant_id, e.occurred_at, e.action, e.result, e.root_person_id, e.chain, e.run_id, e.tool_server, e.tool, row_number() over (order by e.occurred_at desc, e.id desc) as n from ${walk} order by e.occurred_at desc, e.id desc limit ${step}
        ),
        last as (select occurred_at, id from looked order by n desc limit 1)
        select array(select e.id::text from looked e where ${conditionsOf(tenantId, input, null)} order by e.n limit ${limit - ids.length}) as ids,
          (select count(*) from looked)::int as looked, (select occurred_at from last) as at, (select id::text from last) as id`),
    )
    ids.push(...(found?.ids ?? []))
    if (ids.length >= limit || !found?.at || !found.id || found.looked < step) return { ids, edge: null }
    place = { at: found.at, id: found.id }
    if (performance.now() > ends) return { ids, edge: place }
  }
}

/** What a filter means: the same for a list and for an export. A search by words finds `limit` at most, however long it takes. */
export async function sourceOf(tx: Raw, tenantId: string, input: Filter, after: Place, limit: number): Promise<EventSource> {
  const searched = await searchFor(tx, input, after, limit, null)
  return searched ? idsAre(searched.ids) : filtered(tenantId, input, after)
}

export const idsAre = (ids: readonly string[]): EventSource => ({ where: Prisma.sql`e.id = any(${ids}::uuid[])` })

/** The conditions of a filter on each entry `e`, but for its words and an agent's place in a chain. */
export function conditionsOf(tenantId: string, input: Filter, after: Place): Prisma.Sql {
  const conditions = [
    Prisma.sql`e.tenant_id = ${tenantId}::uuid`,
    ofActions(input),
    ...(after ? [Prisma.sql`(e.occurred_at, e.id) < (${after.at}, ${after.id}::uuid)`] : []),
    ...(input.person ? [Prisma.sql`e.root_person_id = ${input.person}::uuid`] : []),
    ...(input.run ? [Prisma.sql`e.run_id = ${input.run}`] : []),
    ...(input.server ? [Prisma.sql`e.tool_server = ${input.server}`] : []),
    ...(input.tool ? [Prisma.sql`e.tool = ${input.tool}`] : []),
    ...(input.result ? [resultIs(input.result)] : []),
    ...(input.since ? [Prisma.sql`e.occurred_at >= ${new Date(input.since)}`] : []),
    ...(input.until ? [Prisma.sql`e.occurred_at < ${new Date(input.until)}`] : []),
    ...(input.delegation ? [Prisma.sql`e.delegation_id = ${input.delegation}::uuid`] : []),
  ]
  return Prisma.join(conditions, ' and ')
}

function filtered(tenantId: string, input: Filter, after: Place): EventSource {
  const where = conditionsOf(tenantId, input, after)
  if (isImported(input.source) && !input.agent) return importedEvents(tenantId, input.source, where)
  return input.agent ? eventsOfAgent({ tenantId, agentId: input.agent }, where) : { where }
}

/** Which entries by where they are from: what was imported stands beside calls, and is told apart by its action. */
function ofActions(input: Filter): Prisma.Sql {
  const actions = actionsOf(input)
  if (actions !== null) return Prisma.sql`${NO_OUTCOME} and e.action = any(${actions})`
  return input.source === 'lanyard' ? Prisma.sql`${NO_OUTCOME} and not (e.action = any(${[...IMPORTED_ACTIONS]}))` : NO_OUTCOME
}

/** Null: all of them. */
function actionsOf(input: Filter): string[] | null {
  const shown = shownActions(input)
  if (input.action === undefined) return shown
  const isHidden = input.action === 'tool.outcome' || (input.source === 'lanyard' && IMPORTED_ACTIONS.includes(input.action))
  return isHidden || (shown && !shown.includes(input.action)) ? [] : [input.action]
}

function shownActions({ show, source }: Filter): string[] | null {
  if (isImported(source)) return source === 'imported' ? [...IMPORTED_ACTIONS] : [importedAction(source)]
  if (show === 'all') return null
  return source === 'lanyard' ? CALLS : [...CALLS, ...IMPORTED_ACTIONS]
}

/** A search by words is told what it may find; all that is not imported is named one by one. */
const wordsIn = (input: Filter): string[] | null => actionsOf(input) ?? (input.source === 'lanyard' ? [...OWN_ACTIONS] : null)

export const isImported = (source: Filter['source']): source is AuditSystem | 'imported' => source !== undefined && source !== 'lanyard'

/** A few imported entries among millions of others are found by their own index. */
function importedEvents(tenantId: string, source: AuditSystem | 'imported', where: Prisma.Sql): EventSource {
  const system = source === 'imported' ? Prisma.empty : Prisma.sql`and i.system = ${source}`
  return {
    ordered: (limit) => Prisma.sql`select e.* from imported_event i join ledger_entry e on e.id = i.entry_id
      where i.tenant_id = ${tenantId}::uuid ${system} and ${where} order by i.occurred_at desc, i.entry_id desc limit ${limit}`,
  }
}

/** The words of a search as a tsquery: all must be there, the last may be a beginning. Null where there are none. */
function queryOf(text: string | undefined): string | null {
  const words = (text ?? '').match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0 ? null : `${words.map((word) => `'${word}'`).join(' & ')}:*`
}

export type Searched = { ids: string[]; /** Nothing before it was looked at, and it is where to go on. Null: it was looked at to the beginning, or as much was found as was asked for. */ edge: Place }

/**
 * The entries with a filter's words; null where it has none.
 *
 * @param ms after so long no other part of the index is begun; null: all of it is read
 */
export async function searchFor(tx: Raw, input: Filter, after: Place, limit: number, ms: number | null): Promise<Searched | null> {
  const words = queryOf(input.text)
  if (words === null) return null
  const rows = asRows<{ id: string; at: Date; is_edge: boolean }>(
    await tx.$queryRaw`select id::text, at, is_edge from ledger_search(${words}, ${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid,
      ${input.since ? new Date(input.since) : null}::timestamptz, ${input.until ? new Date(input.until) : null}::timestamptz,
      ${wordsIn(input)}::text[], ${input.person ?? null}::uuid, ${input.agent ?? null}::uuid, ${input.run ?? null},
      ${input.delegation ?? null}::uuid, ${input.server ?? null}, ${input.tool ?? null}, ${input.result ?? null}, ${limit}::int, ${ms}::int)`,
  )
  const edge = rows.find(({ is_edge }) => is_edge)
  return { ids: rows.flatMap(({ id, is_edge }) => (is_edge ? [] : [id])), edge: edge ? { at: edge.at, id: edge.id } : null }
}

/** A call's own result is the decision; `cut`, `failed` and `ok` of a call stand in its outcome. */
function resultIs(result: EventRow['result']): Prisma.Sql {
  if (result === 'allowed' || result === 'denied') return Prisma.sql`e.result = ${result}`
  return Prisma.sql`(e.result = ${result} or exists (
    select from ledger_entry o where o.cause_id = e.id and o.action = 'tool.outcome' and o.result = ${result}))`
}
