import type { Prisma } from '@/generated/prisma/client'
import { transaction } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { append } from '../ledger'
import type { ToolServerTransport } from './contract'

type Shipped = { slug: string; title: string; description: string; transport: ToolServerTransport & Prisma.InputJsonObject }

/** Two public MCP servers come with Lanyard, so that a first agent has something to call. */
const SHIPPED: readonly Shipped[] = [
  {
    slug: 'files',
    title: 'Files',
    description: 'A folder on this machine: `tools/files` under LANYARD_HOME, and nothing outside it.',
    transport: { kind: 'stdio', command: 'mcp-server-filesystem', args: ['./files'] },
  },
  {
    slug: 'everything',
    title: 'Everything',
    description: 'The reference server of the Model Context Protocol, with a tool for every feature.',
    transport: { kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] },
  },
]

/** Registers for a company the servers that are shipped and that it does not have yet. Every start calls it. */
export async function ensureShippedToolServers(tenantId: TenantId): Promise<void> {
  const actor: Actor = { kind: 'job', tenantId, id: 'authority.start', name: 'the first start' }
  await transaction(tenantId, async (tx) => {
    for (const { slug, title, description, transport } of SHIPPED) {
      const id = newId<'tool_server'>()
      const { count } = await tx.toolServer.createMany({
        data: { id, tenantId, slug, title, description, transport, createdBy: actor.id },
        skipDuplicates: true,
      })
      if (count === 1)
        await append(tx, actor, 'registry.tool_server.register', {
          subject: { kind: 'server', id: slug, name: slug },
          detail: { server_id: id, transport },
        })
    }
    return { ok: true, value: null }
  }, 'ReadCommitted')
}
