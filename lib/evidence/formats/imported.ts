import { AUDIT_SYSTEM_TITLES, systemOfAction } from '@/lib/kernel/audit-systems'
import type { Entry } from '../entry'

type Json = Record<string, unknown>
export type Foreign = { system: string; title: string; principals: { kind: string; id: string; name: string; as: string }[]; from: Json; uid: string | null }

/** What an imported entry says of where it is from; null: it is of Lanyard's own. */
export function foreignOf({ action, detail }: Entry): Foreign | null {
  const system = systemOfAction(action)
  if (system === null) return null
  const { principals, from, source_id: uid } = record(record(detail)['imported'])
  return {
    system,
    title: AUDIT_SYSTEM_TITLES[system],
    principals: (Array.isArray(principals) ? principals : []).map(record).flatMap(({ kind, id, name, as }) => (typeof id === 'string' ? [{ kind: text(kind) ?? 'unknown', id, name: text(name) ?? id, as: text(as) ?? 'itself' }] : [])),
    from: record(from),
    uid: text(uid),
  }
}

/** Whoever acted in another system, and in front of them those in whose name. */
export const foreignChainInText = (entry: Entry): string | null => foreignOf(entry)?.principals.map(({ name }) => name).join(' > ') ?? null

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
