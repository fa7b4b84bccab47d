import type { Ctx, PeopleDeps } from '../deps'
import { formTokenMatches } from './form-token'

/** A consent to 100 tools takes about 16 KB. */
const FORM_BYTES_MAX = 64 * 1024
const FIELDS_MAX = 400

export type Form = { one: (name: string) => string; all: (name: string) => string[] }
export type FormRefusal = 'foreign' | 'malformed' | 'stale'

/**
 * The form of a POST, if it is one of ours: sent by a page of this origin (an absent or `null` Origin is none), by the
 * browser that the page was made for. `many` names the only fields that may come more than once.
 */
export async function readForm(deps: PeopleDeps, c: Ctx, binding: string, many: readonly string[] = []): Promise<Form | FormRefusal> {
  if (c.req.header('origin') !== deps.issuer) return 'foreign'
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return 'foreign'
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return 'malformed'
  const text = await c.req.text()
  if (text.length > FORM_BYTES_MAX) return 'malformed'
  const fields = new URLSearchParams(text)
  if (fields.size > FIELDS_MAX) return 'malformed'
  for (const name of new Set(fields.keys())) if (!many.includes(name) && fields.getAll(name).length > 1) return 'malformed'
  if (!formTokenMatches(deps, c, binding, fields.get('token'))) return 'stale'
  return { one: (name) => fields.get(name) ?? '', all: (name) => fields.getAll(name) }
}
