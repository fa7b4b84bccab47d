import type pg from 'pg'
import type { EntryResult } from './append'

/** One entry as the hot path writes it. Ids are UUIDv7; `occurredAt` is the moment of the act. */
export type HotEntry = {
  id: string
  tenantId: string
  occurredAt: Date
  action: string
  result: EntryResult
  reason?: string | null
  /** `principal`: somebody of another system, as it names them. */
  actor: { kind: 'person' | 'root' | 'agent' | 'point' | 'job' | 'principal'; id: string; name: string }
  rootPersonId?: string | null
  agentId?: string | null
  chain?: readonly string[]
  delegationId?: string | null
  mandateId?: string | null
  runId?: string | null
  toolServer?: string | null
  tool?: string | null
  subject?: { kind: string; id: string; name?: string } | null
  purpose?: string | null
  causeId?: string | null
  detail?: Record<string, unknown>
}

const SQL = `
insert into ledger_entry (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name,
  root_person_id, agent_id, chain, delegation_id, mandate_id, run_id, tool_server, tool,
  subject_kind, subject_id, subject_name, purpose, cause_id, detail)
select id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name,
  root_person_id, agent_id, coalesce(chain, '{}'), delegation_id, mandate_id, run_id, tool_server, tool,
  subject_kind, subject_id, subject_name, purpose, cause_id, coalesce(detail, '{}')
from jsonb_to_recordset($1::jsonb) as e(id uuid, tenant_id uuid, occurred_at timestamptz, action text, result text,
  reason text, actor_kind text, actor_id text, actor_name text, root_person_id uuid, agent_id uuid, chain uuid[],
  delegation_id uuid, mandate_id uuid, run_id text, tool_server text, tool text, subject_kind text, subject_id text,
  subject_name text, purpose text, cause_id uuid, detail jsonb)`

/** Appends many entries in the caller's transaction, in one statement: durability then costs a batch, not an entry. */
export async function appendBatch(client: pg.ClientBase, entries: readonly HotEntry[]): Promise<void> {
  if (entries.length > 0) await client.query(appendStatement(entries))
}

/** What appends these entries, for whoever sends it with other statements. There must be one at least. */
export function appendStatement(entries: readonly HotEntry[]): pg.QueryConfig {
  const rows = entries.map((e) => ({
    id: e.id,
    tenant_id: e.tenantId,
    occurred_at: e.occurredAt,
    action: e.action,
    result: e.result,
    reason: e.reason ?? null,
    actor_kind: e.actor.kind,
    actor_id: e.actor.id,
    actor_name: e.actor.name,
    root_person_id: e.rootPersonId ?? null,
    agent_id: e.agentId ?? null,
    chain: e.chain ?? [],
    delegation_id: e.delegationId ?? null,
    mandate_id: e.mandateId ?? null,
    run_id: e.runId ?? null,
    tool_server: e.toolServer ?? null,
    tool: e.tool ?? null,
    subject_kind: e.subject?.kind ?? null,
    subject_id: e.subject?.id ?? null,
    subject_name: e.subject?.name ?? null,
    purpose: e.purpose ?? null,
    cause_id: e.causeId ?? null,
    detail: e.detail ?? {},
  }))
  return { name: 'ledger-append', text: SQL, values: [JSON.stringify(rows)] }
}
