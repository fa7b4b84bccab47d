import { csvLine } from '@/lib/kernel/csv'
import { foreignChainInText } from './imported'
import { chainInText, type ExportRow } from './row'

const COLUMNS: readonly (readonly [name: string, of: (row: ExportRow) => string | number | null])[] = [
  ['position', (row) => row.position],
  ['leaf_hash', (row) => row.leaf],
  ['occurred_at', ({ entry }) => entry.occurred_at],
  ['action', ({ entry }) => entry.action],
  ['result', ({ entry }) => entry.result],
  ['reason', ({ entry }) => entry.reason],
  ['message', (row) => row.message],
  ['actor_kind', ({ entry }) => entry.actor_kind],
  ['actor_id', ({ entry }) => entry.actor_id],
  ['actor_name', ({ entry }) => entry.actor_name],
  ['root_person_id', ({ entry }) => entry.root_person_id],
  ['root_person_name', ({ root }) => root?.name ?? null],
  ['chain', (row) => foreignChainInText(row.entry) ?? chainInText(row)],
  ['chain_ids', ({ entry }) => entry.chain.join(' ')],
  ['delegation_id', ({ entry }) => entry.delegation_id],
  ['mandate_id', ({ entry }) => entry.mandate_id],
  ['run_id', ({ entry }) => entry.run_id],
  ['tool_server', ({ entry }) => entry.tool_server],
  ['tool', ({ entry }) => entry.tool],
  ['subject_kind', ({ entry }) => entry.subject_kind],
  ['subject_id', ({ entry }) => entry.subject_id],
  ['subject_name', ({ entry }) => entry.subject_name],
  ['purpose', ({ entry }) => entry.purpose],
  ['cause_id', ({ entry }) => entry.cause_id],
  ['id', ({ entry }) => entry.id],
  ['detail', ({ entry }) => JSON.stringify(entry.detail)],
]

export const CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name)

/** A record is one line whatever is in it, so that a line can be named: line breaks are written as `\n`. */
export const csvRecord = (row: ExportRow): string => csvLine(COLUMNS.map(([, of]) => onOneLine(of(row))))

const onOneLine = (value: string | number | null): string | number | null =>
  typeof value === 'string' ? value.replace(/\r\n|[\r\n\u0085\u2028\u2029]/g, '\\n').replace(UNSEEN, '\uFFFD') : value

/** What a terminal acts on, and what turns the direction of text. */
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu
