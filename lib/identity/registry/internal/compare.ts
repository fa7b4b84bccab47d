import type { DocumentChange, IdentityDocument } from '../contract'

type Compare = (before: IdentityDocument, after: IdentityDocument) => DocumentChange[]
type Read<T> = (document: IdentityDocument) => T

/**
 * A text that is there or not. `changed` and `removed` say why these break; without a word for it, a change only tells.
 * A text that was not there before limits what may be, so that adding one never breaks.
 */
export function said(path: string, read: Read<string | undefined>, breaks: { changed?: string; removed?: string } = {}): Compare {
  return (one, other) => {
    const [before, after] = [read(one) ?? null, read(other) ?? null]
    if (before === after) return []
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
    const why = kind === 'added' ? undefined : breaks[kind]
    return [{ path, kind, before, after, breaking: why !== undefined, why: why ?? `is ${kind === 'changed' ? 'another' : kind}` }]
  }
}

/** A value of an order, from the strictest: going up in it breaks. */
export function ranked<T extends string | undefined>(path: string, read: Read<T>, order: readonly T[], why: { up: string; down: string }): Compare {
  return (one, other) => {
    const [before, after] = [read(one), read(other)]
    if (before === after) return []
    const up = order.indexOf(after) > order.indexOf(before)
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    return [{ path, kind, before: before ?? null, after: after ?? null, breaking: up, why: up ? why.up : why.down }]
  }
}

/** A set of texts, of which `more` breaks (what is allowed), or `fewer` (what is demanded), or neither by itself. */
export function set(path: string, read: Read<readonly string[]>, why: { added: string; removed: string }, breaks: 'more' | 'fewer' | 'neither' = 'more'): Compare {
  return (one, other) => {
    const [before, after] = [new Set(read(one)), new Set(read(other))]
    const added = [...after].filter((item) => !before.has(item))
    const removed = [...before].filter((item) => !after.has(item))
    return [
      ...added.map((item) => ({ path: `${path}.${item}`, kind: 'added' as const, before: null, after: item, breaking: breaks === 'more', why: why.added })),
      ...removed.map((item) => ({ path: `${path}.${item}`, kind: 'removed' as const, before: item, after: null, breaking: breaks === 'fewer', why: why.removed })),
    ]
  }
}

/** A list of what is normal. No list: nothing is declared, so that anything is; an empty one: nothing is normal. */
export function listed(path: string, read: Read<readonly string[] | undefined>, why: string): Compare {
  return (one, other) => {
    const [before, after] = [read(one), read(other)]
    if (before === undefined && after === undefined) return []
    if (before === undefined) return [{ path, kind: 'added', before: null, after: words(after ?? []), breaking: false, why: 'what is normal is declared' }]
    if (after === undefined) return [{ path, kind: 'removed', before: words(before), after: null, breaking: true, why: 'less oversight: what is normal is no longer declared' }]
    return set(path, (document) => read(document) ?? [], { added: why, removed: 'is no longer normal' })(one, other)
  }
}

const words = (items: readonly string[]): string => items.join(', ') || 'nothing'

type Rules<T> = {
  key: (item: T) => string
  words: (item: T) => string
  added: string
  removed: string
  changed: (before: T, after: T) => { breaking: boolean; why: string }
}

/**
 * Items that are told apart by a key. Where one key stands twice, the items under it are compared as they are written:
 * one that was not there before is more.
 */
export function keyed<T>(path: string, before: readonly T[], after: readonly T[], rules: Rules<T>): DocumentChange[] {
  const [old, now] = [grouped(before, rules.key), grouped(after, rules.key)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): DocumentChange[] => {
    const [were, are] = [old.get(key) ?? [], now.get(key) ?? []]
    const base = { path: `${path}.${key}`, before: were.length ? were.map(rules.words).join('; ') : null, after: are.length ? are.map(rules.words).join('; ') : null }
    if (were.length === 0) return [{ ...base, kind: 'added', breaking: true, why: rules.added }]
    if (are.length === 0) return [{ ...base, kind: 'removed', breaking: false, why: rules.removed }]
    if (sameItems(were, are)) return []
    // Each of the new ones must be covered by one of the old ones, or it is more.
    const told = are.map((item) => {
      const against = were.map((other) => (same(other, item) ? { breaking: false, why: rules.removed } : rules.changed(other, item)))
      return against.find(({ breaking }) => !breaking) ?? (against[0] as { breaking: boolean; why: string })
    })
    const { breaking, why } = told.find((one) => one.breaking) ?? (told[0] as { breaking: boolean; why: string })
    return [{ ...base, kind: 'changed', breaking, why }]
  })
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((item, index) => same(item, b[index]))
