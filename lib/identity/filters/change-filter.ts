import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { ChangeFilterInput } from './contract'
import { aboutFilter, nameTaken, ownFilter } from './internal/own-filter'
import { command } from './internal/tables'

/** Renames one's own, shares it, or shares it no more. */
export const changeFilter = command({
  name: 'filters.change',
  input: ChangeFilterInput,
  resource: (tx, { filterId }, actor) => ownFilter(tx, actor, filterId),
  act: async (tx, { input, resource }): Promise<Result<Change & { value: Record<string, never> }, Invalid>> => {
    const { name = resource.name, shared = resource.shared } = input
    if (await nameTaken(tx, resource, name, resource.id)) return refuse({ code: 'invalid', fields: { name: 'is the name of another one of yours' } })
    await tx.savedFilter.update({ where: { id: resource.id }, data: { name, shared } })
    return ok({ value: {}, ...aboutFilter({ id: resource.id, name }), detail: { area: resource.area, shared } })
  },
})
