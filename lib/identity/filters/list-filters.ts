import { z } from 'zod'
import { AreaField, ListFiltersInput, type FilterView } from './contract'
import { FILTER_AREAS } from './terms'
import { query } from './internal/tables'

const Params = z.record(z.string(), z.string())

/** One's own filters of a list, and those that others share, by name. */
export const listFilters = query({
  name: 'filters.list',
  input: ListFiltersInput,
  answer: async (tx, { actor, input: { area } }): Promise<FilterView[]> => {
    const own = actor.kind === 'person' ? [{ personId: actor.id }] : []
    const found = await tx.savedFilter.findMany({ where: { tenantId: actor.tenantId, area: { in: area ? [area] : FILTER_AREAS }, OR: [{ shared: true }, ...own] }, orderBy: [{ name: 'asc' }, { id: 'asc' }] })
    const people = await tx.person.findMany({ where: { tenantId: actor.tenantId, id: { in: [...new Set(found.map(({ personId }) => personId))] } }, select: { id: true, name: true } })
    return found.map((one) => ({
      id: one.id,
      area: AreaField.parse(one.area),
      name: one.name,
      params: Params.parse(one.params),
      shared: one.shared,
      mine: one.personId === actor.id,
      removable: one.personId === actor.id || (actor.kind === 'person' && actor.role === 'admin'),
      by: { id: one.personId, name: people.find(({ id }) => id === one.personId)?.name ?? 'somebody' },
    }))
  },
})
