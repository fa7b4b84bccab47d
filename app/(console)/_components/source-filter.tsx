import { AUDIT_SYSTEM_TITLES, AUDIT_SYSTEMS } from '@/lib/kernel/audit-systems'
import { FilterSelect } from './filter-select'

const WORDS: Readonly<Record<string, string>> = { lanyard: 'Lanyard', imported: 'Any other system', ...AUDIT_SYSTEM_TITLES }
const SOURCES = ['lanyard', 'imported', ...AUDIT_SYSTEMS] as const

export const sourceInWords = (source: string | undefined): string | undefined => (source === undefined ? undefined : WORDS[source])

/** Who recorded it first: Lanyard, or a system whose audit log was imported. */
export function SourceFilter() {
  return <FilterSelect name="source" label="Recorded by" any="Recorded by anyone" options={SOURCES.map((value) => ({ value, label: WORDS[value] ?? value }))} />
}
