import { FILTER_PARAMS, type FilterArea } from '@/lib/identity/filters/terms'
import { one, type RawParams } from './filters'

/** The filters in force of a list's URL, as they are kept: not the place in the list, and not what is open in it. */
export const filterParams = (area: FilterArea, raw: RawParams): Record<string, string> =>
  Object.fromEntries(FILTER_PARAMS[area].flatMap((name) => {
    const value = one(raw, name)
    return value === undefined ? [] : [[name, value]]
  }))
