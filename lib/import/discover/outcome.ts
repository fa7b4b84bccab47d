import type { FoundKind, FoundServer } from '@/lib/identity/discovery/contract'
import type { At, ReadFile } from './file'

/** A way of getting in that a file tells of. `value` is there to be fingerprinted, and goes no further than `read-file`. */
export type Sighting = { at: At; tier: 1 | 2 | 3 | 4 | 5; what: string; value: string | null; vaulted?: boolean; line?: number | null }

/** `said`: all that its entry says, to see which server a secret belongs to that was found by its shape. It goes no further than `scan`. */
export type RawServer = FoundServer & { said: string }

export type Raw = {
  kind: FoundKind
  at: At
  name: string
  platform: string
  version?: unknown
  purpose?: unknown
  deployer?: unknown
  capabilities?: { id: string; description: string }[]
  clientIds?: string[]
  urls?: string[]
  spiffeIds?: string[]
  keyIds?: string[]
  reaches?: string[]
  servers?: RawServer[]
  notes?: string[]
  sightings?: Sighting[]
  /** An A2A card as it was read: what its signatures prove is told of it, in `scan`. */
  card?: Readonly<Record<string, unknown>>
}
export type UnreadAt = { at: At; reason: string }
/** What a file of its kind says. `nothing`: it is of this kind, and there is nothing in it; why. */
export type Outcome = { found: Raw[]; unread?: UnreadAt[]; sightings?: Sighting[]; nothing?: string }
/** `read` answers null for a file that is not of its kind. */
export type Importer = { title: string; read: (file: ReadFile) => Outcome | null }

type Fields = Record<string, unknown>
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined)
export const textsOf = (value: unknown): string[] => listOf(value).flatMap((one) => textOf(one) ?? [])
export const own = (value: unknown, name: string): unknown => (isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined)
/** The field at the end of a path, or undefined. */
export const dig = (value: unknown, ...names: string[]): unknown => names.reduce(own, value)
