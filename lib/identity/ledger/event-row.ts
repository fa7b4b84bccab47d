import { importedFrom } from './imported-from'
import type { EventRow } from './contract'
import { reasonInWords } from './reasons'
import { sentenceOf } from './sentence'

/** An entry joined with the names it needs and with its outcome. */
export type EventRecord = {
  id: string
  occurred_at: Date
  action: string
  result: EventRow['result']
  reason: string | null
  actor_kind: string
  actor_id: string
  actor_name: string
  root_person_id: string | null
  root_name: string | null
  chain: string[]
  chain_names: (string | null)[]
  autonomous: boolean | null
  delegation_id: string | null
  mandate_id: string | null
  run_id: string | null
  tool_server: string | null
  tool: string | null
  subject_kind: string | null
  subject_id: string | null
  subject_name: string | null
  purpose: string | null
  detail: Record<string, unknown>
  outcome_result: EventRow['result'] | null
  outcome_at: Date | null
  outcome_reason: string | null
  outcome_ms: number | null
}

export function toEventRow(record: EventRecord): EventRow {
  return {
    id: record.id,
    at: record.occurred_at.toISOString(),
    action: record.action,
    result: record.result,
    reason: reasonInWords(record.reason),
    sentence: sentenceOf(record),
    root: record.root_person_id ? { id: record.root_person_id, name: record.root_name ?? 'somebody' } : null,
    chain: chainOf(record),
    autonomous: record.autonomous ?? false,
    imported: importedFrom(record),
    server: record.tool_server,
    tool: record.tool,
    delegation_id: record.delegation_id,
    mandate_id: record.mandate_id,
    run_id: record.run_id,
    outcome: record.outcome_result
      ? {
          result: record.outcome_result,
          at: (record.outcome_at as Date).toISOString(),
          ms: record.outcome_ms,
          reason: reasonInWords(record.outcome_reason),
        }
      : null,
  }
}

export const chainOf = (record: Pick<EventRecord, 'chain' | 'chain_names'>): { id: string; name: string }[] =>
  record.chain.map((id, index) => ({ id, name: record.chain_names[index] ?? 'unknown agent' }))
