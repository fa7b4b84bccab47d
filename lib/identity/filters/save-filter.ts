import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { FILTERS_MAX, SaveFilterInput, type FilterView } from './contract'
import { aboutFilter, nameTaken } from './internal/own-filter'
import { command } from './internal/tables'

/** Keeps filters of a list by a name. What they look for stays out of the ledger: it says nothing that was done. */
export const saveFilter = command({
  name: 'filters.save',
  input: SaveFilterInput,
  resource: async (tx, { area }, actor) => ({ tenantId: actor.tenantId, count: actor.kind === 'person' ? await tx.savedFilter.count({ where: { personId: actor.id, area } }) : 0 }),
  act: async (tx, { actor, input: { area, name, params, shared }, resource: { count } }): Promise<Result<Change & { value: FilterView }, Invalid>> => {
    if (await nameTaken(tx, { personId: actor.id, area }, name)) return refuse({ code: 'invalid', fields: { name: 'is the name of another one of yours' } })
    if (count >= FILTERS_MAX) return refuse({ code: 'invalid', fields: { name: `there are ${FILTERS_MAX} already: remove one first` } })
    const { id } = await tx.savedFilter.create({ data: { id: newId<'saved_filter'>(), tenantId: actor.tenantId, personId: actor.id, area, name, params, shared } })
    return ok({ value: { id, area, name, params, shared, mine: true, removable: true, by: { id: actor.id, name: actor.name } }, ...aboutFilter({ id, name }), detail: { area, shared } })
  },
})
