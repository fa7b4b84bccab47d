import type { ExportFormat } from '@/lib/kernel/export-formats'
import { ENTRY_FIELDS } from '../entry'
import { cefRecord } from './cef'
import { CSV_COLUMNS, csvRecord } from './csv'
import { ocsfRecord } from './ocsf'
import type { ExportRow } from './row'

export type Format = {
  mediaType: string
  columns: readonly string[]
  /** The first line of the file, without its line feed; null where every line is an entry. */
  header: string | null
  /** One line with its line feed; null: the entry as it was sealed is the line. */
  record: ((row: ExportRow) => string) | null
}

export const FORMATS: Record<ExportFormat, Format> = {
  jsonl: { mediaType: 'application/jsonl', columns: ENTRY_FIELDS, header: null, record: null },
  ocsf: { mediaType: 'application/jsonl', columns: [], header: null, record: ocsfRecord },
  cef: { mediaType: 'text/plain; charset=utf-8', columns: [], header: null, record: cefRecord },
  csv: { mediaType: 'text/csv; charset=utf-8', columns: CSV_COLUMNS, header: `${CSV_COLUMNS.join(',')}\r`, record: csvRecord },
}
