import { ok } from '@/lib/kernel/result'
import { FilterIdInput } from './contract'
import { aboutFilter, ownFilter } from './internal/own-filter'
import { command } from './internal/tables'

/** One's own; and of others' what they share, by an administrator: whoever shared it may have left. */
export const removeFilter = command({
  name: 'filters.remove',
  input: FilterIdInput,
  resource: async (tx, { filterId }, actor) =>
    (await ownFilter(tx, actor, filterId)) ?? (actor.kind === 'person' && actor.role === 'admin' ? tx.savedFilter.findFirst({ where: { id: filterId, tenantId: actor.tenantId, shared: true } }) : null),
  act: async (tx, { resource }) => {
    await tx.savedFilter.delete({ where: { id: resource.id } })
    return ok({ value: {}, ...aboutFilter(resource), detail: { area: resource.area, shared: resource.shared } })
  },
})
