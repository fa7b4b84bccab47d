import { z } from 'zod'
import { IMPORT_STATES, ImportedFile, ImportTotals, UnreadRecord, type ImportView } from '../contract'

type Row = { id: string; name: string; state: string; sentBy: string; askedByName: string; begunAt: Date; endedAt: Date | null; came: number; added: number; totals: unknown; files: unknown; unread: unknown; problem: string | null }

const NO_TOTALS: ImportTotals = { read: {}, explained: {}, unread: 0 }

export const importView = (row: Row): ImportView => ({
  id: row.id,
  name: row.name,
  state: z.enum(IMPORT_STATES).parse(row.state),
  sent_by: row.sentBy === 'upload' ? 'upload' : 'command',
  by: row.askedByName,
  begun_at: row.begunAt.toISOString(),
  ended_at: row.endedAt?.toISOString() ?? null,
  came: row.came,
  added: row.added,
  already: row.came - row.added,
  totals: ImportTotals.catch(NO_TOTALS).parse(row.totals),
  files: ImportedFile.array().catch([]).parse(row.files),
  unread: UnreadRecord.array().catch([]).parse(row.unread),
  problem: row.problem,
})
