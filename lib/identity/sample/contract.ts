import { z } from 'zod'
import { textField } from '@/lib/kernel/fields'

/** The sample company: whether there is one, and how far it is built. */
export const SampleView = z.object({
  state: z.enum(['none', 'building', 'ready', 'erased']),
  /** Of the sample's tenant; empty when there is none. */
  name: z.string(),
  /** Whether a link into it can be made here. */
  may_open: z.boolean(),
  done: z.number().int(),
  total: z.number().int(),
  /** What is being built, in words. */
  doing: z.string(),
})
export type SampleView = z.infer<typeof SampleView>

/** Tables of the database, by what people call what is in them; the rest together. */
export const SampleRowsView = z.object({
  name: z.string(),
  rows: z.array(z.object({ what: z.string(), count: z.number().int() })),
  total: z.number().int(),
})
export type SampleRowsView = z.infer<typeof SampleRowsView>

export const ReportSampleInput = z.strictObject({
  done: z.number().int().min(0).max(1_000),
  total: z.number().int().min(0).max(1_000),
  doing: textField(0, 120),
})
export const EraseSampleInput = z.strictObject({ /** The sample's name, typed by whoever erases it. */ name: z.string().max(200) })
