import { hotTransaction } from '@/lib/db/hot'
import { peekCheckpoint } from '@/lib/tlog'
import type { ExportFormat } from '@/lib/kernel/export-formats'
import type { TenantId } from '@/lib/kernel/ids'
import { readRows } from './internal/read-rows'
import { writeLine } from './internal/write-line'
import { publishedHead } from './read-log'

/** An entry on its way out, as one line without its line feed. */
export type StreamLine = { position: number; at: Date; action: string; result: string; text: string }

const LINES_MAX = 250
const BYTES_MAX = 1024 * 1024
/** Entries that one batch looks at, where a filter leaves most of them out. */
const SEEN_MAX = 5_000

/**
 * The next batch of a log from a place on, in the log's order, as far as its newest signed head reaches.
 *
 * @param actions which, `containment.*` for all that begin so; none: all of them
 * @returns with where the next batch begins; `from` itself where nothing is sealed beyond it
 */
export async function streamLines(
  tenantId: TenantId,
  { from, format, issuer, actions, results }: { from: number; format: ExportFormat; issuer: string; actions: readonly string[]; results: readonly string[] },
): Promise<{ lines: StreamLine[]; next: number }> {
  const head = await publishedHead(tenantId)
  const origin = head && peekCheckpoint(head.note)?.origin
  if (!head || !origin || head.size <= from) return { lines: [], next: from }
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ seen: string | null; positions: string[] }>({
      name: 'ledger-stream',
      text: `with seen as materialized (
          select l.position, l.entry_id from ledger_leaf l where l.tenant_id = $1 and l.position >= $2 and l.position < $3 order by l.position limit ${SEEN_MAX}
        )
        select (select max(position)::text from seen) as seen, array(
          select s.position::text from seen s join ledger_entry e on e.id = s.entry_id
          where (cardinality($4::text[]) = 0 or e.action like any($4)) and (cardinality($5::text[]) = 0 or e.result = any($5))
          order by s.position limit ${LINES_MAX}) as positions`,
      values: [tenantId, from, head.size, actions.map(asPattern), results],
    }),
  )
  const [found] = rows
  if (!found || found.seen === null) return { lines: [], next: from }
  const positions = found.positions.map(Number)
  const placed = await readRows(tenantId, positions, format !== 'jsonl')
  const lines: StreamLine[] = []
  let bytes = 0
  for (const one of placed) {
    const line = writeLine({ format, origin, issuer }, one)
    if (!line || !one.entry) continue
    bytes += Buffer.byteLength(line.text)
    if (bytes > BYTES_MAX && lines.length > 0) return { lines, next: one.position }
    lines.push({ position: one.position, at: one.entry.occurred_at, action: one.entry.action, result: one.entry.result, text: line.text.slice(0, -1) })
  }
  const last = positions.at(-1)
  return { lines, next: (positions.length === LINES_MAX && last !== undefined ? last : Number(found.seen)) + 1 }
}

/** As `like` understands it; an underscore is itself. */
const asPattern = (action: string): string => action.replaceAll('_', '\\_').replace(/\.\*$/, '.%')
