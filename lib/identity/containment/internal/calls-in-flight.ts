import type pg from 'pg'

export type OpenCall = { id: string; tenantId: string; delegationId: string; agentId: string; path: readonly string[]; tool: string; startedAt: Date }

/** Calls that were allowed and have not ended: what a halt counts, and what its points cut. */
export function openCalls(pointId: string, calls: readonly OpenCall[]): pg.QueryConfig[] {
  if (calls.length === 0) return []
  const rows = calls.map((call) => ({
    id: call.id,
    tenant_id: call.tenantId,
    delegation_id: call.delegationId,
    agent_id: call.agentId,
    path: call.path,
    tool: call.tool,
    started_at: call.startedAt,
  }))
  const text = `insert into call_in_flight (id, tenant_id, point_id, delegation_id, agent_id, path, tool, started_at)
    select id, tenant_id, $2::uuid, delegation_id, agent_id, path, tool, started_at
    from jsonb_to_recordset($1::jsonb) as c(id uuid, tenant_id uuid, delegation_id uuid, agent_id uuid, path uuid[], tool text,
      started_at timestamptz)`
  return [{ name: 'calls-open', text, values: [JSON.stringify(rows), pointId] }]
}

export function closeCalls(pointId: string, ids: readonly string[]): pg.QueryConfig[] {
  if (ids.length === 0) return []
  return [{ name: 'calls-close', text: 'delete from call_in_flight where point_id = $1 and id = any($2::uuid[])', values: [pointId, ids] }]
}
