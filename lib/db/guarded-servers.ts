/** Addresses of resource servers that guard themselves, by slug. All others are behind the gateway. */
export type Guarded = ReadonlyMap<string, string>
export type GuardedColumn = Record<string, string> | null

/**
 * Of the servers that an identity document names, those that guard themselves, as `{slug: address}`. A fragment over
 * `agent a` and `agent_revision r`; it reads a partial index that holds those few alone.
 */
export const GUARDED_SQL = `(select jsonb_object_agg(g.slug, g.transport->>'url') from tool_server g
  where g.tenant_id = a.tenant_id and g.transport->>'kind' = 'guard' and r.document->'tools' @> jsonb_build_array(jsonb_build_object('mcp_server', g.slug)))`

export const guardedFrom = (column: GuardedColumn): Guarded => new Map(Object.entries(column ?? {}))
