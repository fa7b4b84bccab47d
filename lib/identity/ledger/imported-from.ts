import { z } from 'zod'
import { AUDIT_SYSTEM_TITLES, systemOfAction } from '@/lib/kernel/audit-systems'
import { ForeignPrincipal, type ImportedFrom } from './contract'

/** What an imported entry keeps beside what every entry has. */
const Kept = z.object({
  imported_at: z.iso.datetime().nullable().catch(null),
  imported_by: z.string().nullable().catch(null),
  principals: z.array(ForeignPrincipal.omit({ known: true })).catch([]),
  principals_left_out: z.number().int().catch(0),
  known: z.array(z.object({ kind: z.enum(['person', 'agent']), id: z.string(), why: z.string(), principal: z.string() })).catch([]),
})
const NOTHING = Kept.parse({})

/** Where an entry is from, when it is not from here. */
export function importedFrom({ action, detail }: { action: string; detail: Record<string, unknown> }): ImportedFrom | null {
  const system = systemOfAction(action)
  if (system === null) return null
  const { principals, known, principals_left_out: left_out, ...when } = Kept.catch(NOTHING).parse(detail['imported'])
  const knownAs = (id: string) => {
    const one = known.find(({ principal }) => principal === id)
    return one ? { kind: one.kind, id: one.id, why: one.why } : null
  }
  return { system, title: AUDIT_SYSTEM_TITLES[system], ...when, left_out, principals: principals.map((one) => ({ ...one, known: knownAs(one.id) })) }
}
