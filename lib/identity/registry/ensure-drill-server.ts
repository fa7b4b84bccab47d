import { transaction } from '@/lib/db/transaction'
import { drillServerOf } from '@/lib/kernel/drill-server'
import { newId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { append } from '../ledger'

const TRANSPORT = { kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] }
export const DRILL_TOOL = 'echo'

/** The tool server that a tenant's drills call, so that no drill depends on one of its own. */
export async function ensureDrillServer(actor: Actor): Promise<string> {
  const { tenantId } = actor
  const slug = drillServerOf(tenantId)
  await transaction(
    tenantId,
    async (tx) => {
      const id = newId<'tool_server'>()
      const { count } = await tx.toolServer.createMany({
        data: { id, tenantId, slug, title: 'Drill', description: 'What drills of the kill switch call: an echo, and nothing of anybody’s.', transport: TRANSPORT, createdBy: actor.id },
        skipDuplicates: true,
      })
      if (count === 1)
        await append(tx, actor, 'registry.tool_server.register', { subject: { kind: 'server', id: slug, name: slug }, detail: { server_id: id, transport: TRANSPORT } })
      return { ok: true, value: null }
    },
    'ReadCommitted',
  )
  return slug
}
