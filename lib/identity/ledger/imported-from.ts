import { z } from 'zod'
import { AUDIT_SYSTEM_TITLES, systemOfAction } from '@/lib/kernel/audit-systems'
import { ForeignPrincipal, type ImportedFrom } from './contract'

/** What an imported entry keeps beside what every entry has. */
const Kept = z.object({
  imported_at: z.iso.datetime().nullable().catch(null),
  imported_by: z.string().nullable().catch(null),
  principals: z.array(ForeignPrincipal).catch([]),
})

/** Where an entry is from, when it is not from here. */
export function importedFrom({ action, detail }: { action: string; detail: Record<string, unknown> }): ImportedFrom | null {
  const system = systemOfAction(action)
  if (system === null) return null
  const kept = Kept.safeParse(detail['imported'])
  return { system, title: AUDIT_SYSTEM_TITLES[system], ...(kept.success ? kept.data : { imported_at: null, imported_by: null, principals: [] }) }
}
