import type pg from 'pg'

export type OpenCall = { id: string; tenantId: string; delegationId: string; agentId: string; path: readonly string[]; tool: string; startedAt: Date }

/** Calls that were allowed and have not ended: what a halt counts, and what its points cut. */
export async function openCalls(client: pg.PoolClient, pointId: string, calls: readonly OpenCall[]): Promise<void> {
  if (calls.length === 0) return
  const rows = calls.map((call) => ({
    id: call.id,
    tenant_id: call.tenantId,
    delegation_id: call.delegationId,
    agent_id: call.agentId,
    path: call.path,
    tool: call.tool,
    started_at: call.startedAt,
  }))
  await client.query({
    name: 'calls-open',
    text: `insert into call_in_flight (id, tenant_id, point_id, delegation_id, agent_id, path, tool, started_at)
      select id, tenant_id, $2::uuid, delegation_id, agent_id, path, tool, started_at
      from jsonb_to_recordset($1::jsonb) as c(id uuid, tenant_id uuid, delegation_id uuid, agent_id uuid, path uuid[], tool text,
        started_at timestamptz)`,
    values: [JSON.stringify(rows), pointId],
  })
}

export async function closeCalls(client: pg.PoolClient, pointId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await client.query({ name: 'calls-close', text: 'delete from call_in_flight where point_id = $1 and id = any($2::uuid[])', values: [pointId, ids] })
}
