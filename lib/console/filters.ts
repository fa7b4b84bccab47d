import type { z } from 'zod'
import { toInvalid, type Invalid } from '@/lib/identity/refusals'
import type { Result } from '@/lib/kernel/result'

export type RawParams = Readonly<Record<string, string | string[] | undefined>>

/**
 * The filters of a page from its URL. What the schema does not name is none of ours; what it names and cannot read is
 * refused and never dropped, since a dropped filter shows all rows. An empty field of a form is a filter not set.
 */
export function readFilters<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, raw: RawParams): Result<z.input<z.ZodObject<Shape>>, Invalid> {
  const named = Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (raw[name] === undefined || raw[name] === '' ? [] : [[name, raw[name]]])))
  const parsed = schema.safeParse(named)
  return parsed.success ? { ok: true, value: named as z.input<z.ZodObject<Shape>> } : { ok: false, refusal: toInvalid(parsed.error) }
}

/** One value of a parameter, where a page reads it by itself. Given twice, it is not ours to choose. */
export const one = (raw: RawParams, name: string): string | undefined => {
  const value = raw[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** This page's URL with some parameters changed (null takes one away). Changing a filter goes back to the first page. */
export function hrefWith(path: string, raw: RawParams, changes: Readonly<Record<string, string | null>>): string {
  const params = new URLSearchParams()
  const turning = 'cursor' in changes
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value !== 'string' || value === '' || name in changes) continue
    if (!turning && (name === 'cursor' || name === 'trail')) continue
    params.set(name, value)
  }
  for (const [name, value] of Object.entries(changes)) if (value) params.set(name, value)
  const query = params.toString()
  return query ? `${path}?${query}` : path
}

const TRAIL_MAX = 20
const FIRST = '-'

/** A keyset knows only what comes next; the way back is kept in the URL, as the cursors of the pages before. */
export function pagerHrefs(path: string, raw: RawParams, next: string | null): { previousHref?: string; nextHref?: string } {
  const here = one(raw, 'cursor')
  const trail = (one(raw, 'trail') ?? '').split('~').filter(Boolean)
  const before = trail.at(-1)
  return {
    ...(here ? { previousHref: hrefWith(path, raw, { cursor: before && before !== FIRST ? before : null, trail: trail.slice(0, -1).join('~') || null }) } : {}),
    ...(next ? { nextHref: hrefWith(path, raw, { cursor: next, trail: [...trail, here ?? FIRST].slice(-TRAIL_MAX).join('~') }) } : {}),
  }
}
