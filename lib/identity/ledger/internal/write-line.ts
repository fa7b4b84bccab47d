import { FORMATS, type ExportFormat } from '@/lib/evidence'
import { leafHash } from '@/lib/tlog'
import { canonicalEntry } from '../leaf'
import type { PlacedEntry } from './read-rows'

export type Line = { text: string; isSealed: boolean }

/** An entry as one line of a format, with its line feed. Null where it is gone. */
export function writeLine({ format, origin, issuer }: { format: ExportFormat; origin: string; issuer: string }, { position, leaf, entry, named }: PlacedEntry): Line | null {
  if (!entry) return null
  const sealed = canonicalEntry(entry)
  const isSealed = leafHash(sealed).equals(leaf)
  const { record } = FORMATS[format]
  if (!record || !named) return { text: `${sealed}\n`, isSealed }
  const row = { ...named, entry: { ...entry, occurred_at: entry.occurred_at.toISOString() }, origin, position, leaf: leaf.toString('hex'), issuer }
  return { text: record(row), isSealed }
}
