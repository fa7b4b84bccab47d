import { z } from 'zod'
import { ListEventsInput } from './contract'

/** What a list of events can be narrowed by, in the names of its filter. */
export const FACETS = ['action', 'result', 'person', 'agent', 'server', 'tool'] as const
export type Facet = (typeof FACETS)[number]
/** Of each facet: the values that most entries have. */
export const FACET_VALUES_MAX = 8

export const FacetsInput = ListEventsInput.omit({ cursor: true, limit: true })

const Value = z.object({ value: z.string(), /** Of a person or an agent. */ name: z.string().nullable(), events: z.number().int() })
const Bar = z.object({ since: z.iso.datetime(), until: z.iso.datetime(), events: z.number().int(), denied: z.number().int() })
export const EventFacets = z.object({
  /** Entries that were counted: exactly these, each once. */
  counted: z.number().int(),
  /** False: they are the newest, and there are older ones that match and were not counted. */
  complete: z.boolean(),
  newest: z.iso.datetime().nullable(),
  oldest: z.iso.datetime().nullable(),
  /** An entry counts for each agent of its chain, and a call for its decision and for its outcome, as the filters mean them. */
  facets: z.record(z.enum(FACETS), z.array(Value)),
  /** From the oldest that was counted to the newest, without gaps. */
  bars: z.array(Bar),
})
export type EventFacets = z.infer<typeof EventFacets>
