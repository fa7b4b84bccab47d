import { hash } from 'node:crypto'
import { leafHash as hashOf } from '@/lib/tlog'
import { canonicalText } from './canonical-text'

/** An entry as the database hands it over, in the columns' own names. */
export type LedgerRow = {
  id: string
  tenant_id: string
  occurred_at: Date
  action: string
  result: string
  reason: string | null
  actor_kind: string
  actor_id: string
  actor_name: string
  root_person_id: string | null
  agent_id: string | null
  chain: string[]
  delegation_id: string | null
  mandate_id: string | null
  run_id: string | null
  tool_server: string | null
  tool: string | null
  subject_kind: string | null
  subject_id: string | null
  subject_name: string | null
  purpose: string | null
  cause_id: string | null
  detail: unknown
}

const COLUMNS = [
  'id', 'tenant_id', 'occurred_at', 'action', 'result', 'reason', 'actor_kind', 'actor_id', 'actor_name',
  'root_person_id', 'agent_id', 'chain', 'delegation_id', 'mandate_id', 'run_id', 'tool_server', 'tool',
  'subject_kind', 'subject_id', 'subject_name', 'purpose', 'cause_id', 'detail',
] as const satisfies readonly (keyof LedgerRow)[] // prettier-ignore

/** The columns that are hashed, of `ledger_entry e`. */
export const ENTRY_COLUMNS = COLUMNS.map((column) => `e.${column}`).join(', ')

export const GENESIS: Buffer = Buffer.alloc(32)

/** Each column with its name as it stands before its value, in the order of RFC 8785. */
const NAMED = [...COLUMNS].sort().map((column, n) => ({ column, name: `${n === 0 ? '{' : ','}"${column}":` }))

/** The text that is hashed: the named columns and no other, canonical JSON (RFC 8785), times in UTC to the millisecond. */
export function canonicalEntry(row: LedgerRow): string {
  let text = ''
  for (const { column, name } of NAMED) text += name + canonicalText(column === 'occurred_at' ? row.occurred_at.toISOString() : row[column])
  return `${text}}`
}

/** The leaf of an entry in its log's tree (RFC 9162 §2.1.1). */
export const leafHash = (row: LedgerRow): Buffer => hashOf(canonicalEntry(row))

/** What links an entry to all before it: SHA-256(chain hash before || leaf hash); the first hangs on 32 zero bytes. */
export const chainHash = (before: Buffer, leaf: Buffer): Buffer => hash('sha256', Buffer.concat([before, leaf]), 'buffer')
