import type { AuditSystem } from '@/lib/kernel/audit-systems'
import type { ImportedEvent, ImportedPrincipal } from '@/lib/identity/imports/contract'
import { isFields } from '../discover/outcome'

export type Fields = Record<string, unknown>

/** What a reader makes of a record, before its texts are made inert and its credentials are digested. */
export type Draft = {
  sourceId: string | undefined
  at: unknown
  action: string | undefined
  result: ImportedEvent['result']
  reason?: string | undefined
  principals: (DraftPrincipal | null)[]
  /** Ids of sessions and keys as they stand in the log. */
  uses?: string | undefined
  issues?: string | undefined
  resource?: string | undefined
  account?: string | undefined
  region?: string | undefined
  ip?: string | undefined
  userAgent?: string | undefined
  parameters?: unknown
}
export type DraftPrincipal = { kind: ImportedPrincipal['kind']; id: string; name?: string | undefined; as?: ImportedPrincipal['as']; also?: (string | undefined)[] }
/** Of one record: its events, or why there is nothing in it to import. */
export type Read = { events: Draft[] } | { nothing: string }

export type AuditReader = {
  system: AuditSystem
  /** Whether a record is of this system, by what only its records have. */
  is: (record: Fields) => boolean
  read: (record: Fields) => Read
}

/** Some exports write names in lower case. */
export function field(value: unknown, name: string): unknown {
  if (!isFields(value)) return undefined
  if (Object.hasOwn(value, name)) return value[name]
  const low = name.toLowerCase()
  return low !== name && Object.hasOwn(value, low) ? value[low] : undefined
}
export const at = (value: unknown, ...names: string[]): unknown => names.reduce(field, value)

/** A text, or a number as one; what is empty or stands for nothing is none. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed === '' || /^(?:null|none|unknown|-|undefined)$/i.test(trimmed) ? undefined : trimmed
}
export const textAt = (value: unknown, ...names: string[]): string | undefined => text(at(value, ...names))

/** The first of these fields that says something. */
export const firstText = (value: unknown, names: readonly string[]): string | undefined => names.map((name) => text(field(value, name))).find((one) => one !== undefined)

/** A service account of Google Cloud, or one of Google's own. */
export const isGoogleMachine = (email: string): boolean => /\.gserviceaccount\.com$/i.test(email)

export const principal = (kind: DraftPrincipal['kind'], id: string | undefined, rest: Omit<DraftPrincipal, 'kind' | 'id'> = {}): DraftPrincipal | null => (id === undefined ? null : { kind, id, ...rest })
