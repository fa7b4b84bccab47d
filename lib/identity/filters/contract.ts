import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'
import { FILTER_AREAS, FILTER_PARAMS } from './terms'

/** Of one person and one list. */
export const FILTERS_MAX = 50
export const AreaField = z.enum(FILTER_AREAS)
const NameField = textField(1, 60)

/** Left out: of every list. */
export const ListFiltersInput = z.object({ area: AreaField.optional() })
export const SaveFilterInput = z
  .strictObject({
    area: AreaField,
    name: NameField,
    params: z.record(z.string().max(40), textField(1, 200)).refine((params) => Object.keys(params).length > 0, 'must hold a filter'),
    shared: z.boolean().default(false),
  })
  .refine(({ area, params }) => Object.keys(params).every((name) => (FILTER_PARAMS[area] as readonly string[]).includes(name)), { path: ['params'], error: 'holds what is no filter of this list' })
export const ChangeFilterInput = z.object({ filterId: idField<'saved_filter'>(), name: NameField.optional(), shared: z.boolean().optional() })
export const FilterIdInput = z.object({ filterId: idField<'saved_filter'>() })

export const FilterView = z.object({
  id: z.string(),
  area: AreaField,
  name: z.string(),
  params: z.record(z.string(), z.string()),
  shared: z.boolean(),
  /** Whoever asks has saved it, and may rename it. */
  mine: z.boolean(),
  removable: z.boolean(),
  by: z.object({ id: z.string(), name: z.string() }),
})
export type FilterView = z.infer<typeof FilterView>
