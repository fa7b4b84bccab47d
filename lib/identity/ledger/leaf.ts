import { createHash } from 'node:crypto'
import { canonicalJson } from '@/lib/kernel/canonical-json'

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

/** Columns of `ledger_entry e`. */
export const ENTRY_COLUMNS = `e.id, e.tenant_id, e.occurred_at, e.action, e.result, e.reason, e.actor_kind, e.actor_id,
  e.actor_name, e.root_person_id, e.agent_id, e.chain, e.delegation_id, e.mandate_id, e.run_id, e.tool_server, e.tool,
  e.subject_kind, e.subject_id, e.subject_name, e.purpose, e.cause_id, e.detail`

export const GENESIS: Buffer = Buffer.alloc(32)

/** The text that is hashed: every column, canonical JSON (RFC 8785), times in UTC to the millisecond. */
export function canonicalEntry(row: LedgerRow): string {
  const { occurred_at, ...rest } = row
  return canonicalJson({ ...rest, occurred_at: occurred_at.toISOString() })
}

/** SHA-256(0x00 || entry): a leaf of RFC 9162 §2.1.1, so that the tree to come is over the same leaves. */
export function leafHash(row: LedgerRow): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(canonicalEntry(row)).digest()
}

/** What links an entry to all before it: SHA-256(chain hash before || leaf hash); the first hangs on 32 zero bytes. */
export function chainHash(before: Buffer, leaf: Buffer): Buffer {
  return createHash('sha256').update(before).update(leaf).digest()
}
