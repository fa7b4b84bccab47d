import type { z } from 'zod'
import type { Permission } from '@/lib/identity/access/permissions'

export type Method = 'GET' | 'POST' | 'DELETE' | 'PATCH'
/**
 * One endpoint of the management API. `:name` segments of `path` are filled from, and merged into, the input; what is
 * left of the input is the query string (GET) or the JSON body. Safe for a browser: no handler, no database.
 */
export type Endpoint<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly method: Method
  readonly path: `/${string}`
  readonly permission: Permission
  readonly input: I
  readonly output: O
  /** One sentence for the OpenAPI document. */
  readonly summary: string
}

export const endpoint = <I extends z.ZodType, O extends z.ZodType>(spec: Endpoint<I, O>): Endpoint<I, O> => spec
