import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { appendBatch } from '../ledger/append-batch'
import type { ToolsInput } from './feed-contract'
import { inertJson, inertLine } from './internal/inert'
import { spendProof, type SpentProof } from './internal/spend-proof'
import type { Point } from './point'

/**
 * Keeps what a point found on a tool server. A list that changed is recorded: a tool that appears, or says something
 * else than yesterday, is how tool servers are taken over.
 */
export async function recordTools(
  point: Point,
  input: ToolsInput,
  proof: SpentProof,
): Promise<Result<{ changed: boolean }, { code: 'unknown_server' | 'replayed' }>> {
  const tools = input.tools.map(({ name, title, description, readOnly }) => ({
    name: inertLine(name),
    title: title ? inertLine(title) : null,
    description: description ? inertJson(description) : null,
    readOnly: readOnly ?? null,
  }))
  return hotTransaction('system', async (client) => {
    if (!(await spendProof(client, proof))) return refuse({ code: 'replayed' })
    const found = await client.query<{ tenant_id: string; slug: string; changed: boolean; names: string[] }>(
      `select tenant_id, slug, tools <> $3::jsonb as changed,
         array(select t->>'name' from jsonb_array_elements(tools) t) as names
       from tool_server where id = $1 and ($2::uuid is null or tenant_id = $2) and ($4::text is null or slug = $4) for update`,
      [input.server_id, point.tenantId, JSON.stringify(tools), point.guards?.server ?? null],
    )
    const server = found.rows[0]
    if (!server) return refuse({ code: 'unknown_server' })
    await client.query('update tool_server set tools = $2, discovered_at = now() where id = $1', [input.server_id, JSON.stringify(tools)])
    if (!server.changed) return ok({ changed: false })
    const names = tools.map(({ name }) => name)
    await appendBatch(client, [
      {
        id: newId(),
        tenantId: server.tenant_id,
        occurredAt: new Date(),
        action: 'registry.tool_server.discover',
        result: 'ok',
        actor: { kind: 'point', id: point.id, name: point.name },
        toolServer: server.slug,
        subject: { kind: 'server', id: server.slug, name: server.slug },
        detail: {
          tools: names.length,
          added: names.filter((name) => !server.names.includes(name)),
          removed: server.names.filter((name) => !names.includes(name)),
        },
      },
    ])
    return ok({ changed: true })
  })
}
