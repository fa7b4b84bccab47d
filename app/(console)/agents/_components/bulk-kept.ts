import type { BulkRun } from './bulk-run'

/**
 * A run that has not come to all, kept in this tab until it has: a page that is left or read again does not lose how far it was, nor
 * what takes it back. It is of the person who began it; another who signs in here does not see it.
 */
const KEY = 'lanyard.bulk'
type Kept = { person: string; run: BulkRun }
const listeners = new Set<() => void>()

export function keepRun(person: string, run: BulkRun | null): void {
  try {
    if (run?.left) sessionStorage.setItem(KEY, JSON.stringify({ person, run } satisfies Kept))
    else sessionStorage.removeItem(KEY)
  } catch {
    // No room, or not allowed here: the run goes on, and is not kept.
  }
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore`: text, which is the same as long as nothing changed. */
export function watchKept(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export function keptText(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function runIn(text: string | null, person: string): BulkRun | null {
  const kept = text === null ? null : (JSON.parse(text) as Kept)
  return kept?.person === person ? kept.run : null
}
