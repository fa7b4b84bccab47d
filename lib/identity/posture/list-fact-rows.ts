import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { FactRowsInput, type FactRowsView } from './contract'
import { factById } from './definitions'
import { countOf, narrowed, rowsOf } from './internal/measure'
import type { Source } from './internal/source'
import { SOURCES } from './internal/sources'
import { settingOf } from './internal/stored'
import { query } from './internal/tables'
import { factView } from './internal/views'

/** A fact as it stands this moment, and the rows that make it: counted and listed by one condition. */
export const listFactRows = query({
  name: 'posture.read',
  input: FactRowsInput.refine(({ cursor }) => cursor === undefined || placeOf(cursor) !== null, { path: ['cursor'], message: 'is not a place in this list' }).refine(({ by, of }) => by !== undefined || of === undefined, { path: ['of'], message: 'is of nothing without `by`' }),
  answer: async (tx, { actor: { tenantId }, input: { fact: id, show, cursor, limit, by, of } }): Promise<FactRowsView | null> => {
    const fact = factById(id)
    if (!fact) return null
    const { weights } = await settingOf(tx, tenantId)
    if (fact.source === null) return { fact: factView(fact, {}, weights), items: [], next: null }
    const whole: Source = SOURCES[fact.source]
    const source = by === undefined ? whole : narrowed(whole, { by, of: of ?? '' })
    if (!source) return { fact: factView(fact, {}, weights), items: [], next: null }
    const ask = (sql: Parameters<typeof tx.$queryRaw>[0]) => tx.$queryRaw(sql as never)
    const counted = await countOf(ask, tenantId, source)
    const found = await rowsOf(ask, tenantId, source, { show, after: cursor === undefined ? null : placeOf(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { fact: factView(fact, { [id]: counted }, weights), items, next: found.length > limit && last ? encodeCursor([last.name, last.id]) : null }
  },
})

function placeOf(cursor: string): { name: string; id: string } | null {
  const [name, id] = decodeCursor(cursor, 2) ?? []
  return typeof name === 'string' && typeof id === 'string' ? { name, id } : null
}
