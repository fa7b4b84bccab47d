import { hotTransaction } from '@/lib/db/hot'
import { ToolServerTransport } from '../registry/contract'
import type { Point } from './point'

export type Route = { id: string; tenantId: string; slug: string; transport: ToolServerTransport; tools: unknown }

/**
 * The tool servers that a point stands in front of: a gateway before all but those that guard themselves, any other
 * before its own. One whose transport does not read as one is left out, not guessed.
 */
export async function listRoutes(point: Point): Promise<Route[]> {
  const found = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string; slug: string; transport: unknown; tools: unknown }>(
      `select id, tenant_id, slug, transport, tools from tool_server where ($1::uuid is null or tenant_id = $1)
        and case when $2::text is null then transport->>'kind' <> 'guard' else transport->>'kind' = 'guard' and slug = $2 end order by slug`,
      [point.tenantId, point.guards?.server ?? null],
    ),
  )
  return found.rows.flatMap(({ id, tenant_id, slug, transport, tools }) => {
    const parsed = ToolServerTransport.safeParse(transport)
    return parsed.success ? [{ id, tenantId: tenant_id, slug, transport: parsed.data, tools }] : []
  })
}
