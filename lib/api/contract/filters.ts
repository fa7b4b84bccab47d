import { z } from 'zod'
import { ChangeFilterInput, FilterIdInput, FilterView, ListFiltersInput, SaveFilterInput } from '@/lib/identity/filters/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Filters of lists, kept by a name. */
export const FILTERS = {
  list: endpoint({ method: 'GET', path: '/filters', permission: 'filters.list', input: ListFiltersInput, output: z.array(FilterView), summary: 'One’s own saved filters of a list, and those that others share' }),
  save: endpoint({ method: 'POST', path: '/filters', permission: 'filters.save', input: SaveFilterInput, output: FilterView, summary: 'Keep filters of a list by a name, for oneself or for everybody' }),
  change: endpoint({ method: 'PATCH', path: '/filters/:filterId', permission: 'filters.change', input: ChangeFilterInput, output: Nothing, summary: 'Rename a saved filter of one’s own, share it or not' }),
  remove: endpoint({ method: 'DELETE', path: '/filters/:filterId', permission: 'filters.remove', input: FilterIdInput, output: Nothing, summary: 'Remove a saved filter' }),
} as const
