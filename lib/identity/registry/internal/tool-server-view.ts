import type { ToolServer } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ToolServerTransport, type ToolServerView } from '../contract'
import { resourceOf } from '../resource'
import { discoveredTools } from './discovered-tools'

export type ServerOwners = ReadonlyMap<string, NonNullable<ToolServerView['owner']>>

/** Who answers for servers, by their id. */
export async function serverOwners(tx: Pick<Tx, '$queryRaw'>, tenantId: string, servers: readonly Pick<ToolServer, 'ownerId'>[]): Promise<ServerOwners> {
  const ids = [...new Set(servers.flatMap(({ ownerId }) => ownerId ?? []))]
  const rows = asRows<NonNullable<ToolServerView['owner']>>(
    ids.length === 0 ? [] : await tx.$queryRaw`select id, name, status = 'active' and password_hash is not null as has_access from person where tenant_id = ${tenantId}::uuid and id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map((owner) => [owner.id, owner]))
}

/** The transport's kind is shown, its command or address is the gateway's affair; the address of one that guards itself is its resource. */
export function toToolServerView(gatewayUrl: string, server: ToolServer, owners: ServerOwners): ToolServerView {
  const transport = ToolServerTransport.parse(server.transport)
  return {
    id: server.id,
    slug: server.slug,
    title: server.title,
    description: server.description,
    transport: transport.kind,
    resource: transport.kind === 'guard' ? transport.url : resourceOf(gatewayUrl, server.slug),
    tools: discoveredTools(server.tools),
    discovered_at: server.discoveredAt?.toISOString() ?? null,
    created_at: server.createdAt.toISOString(),
    owner: owners.get(server.ownerId ?? '') ?? null,
  }
}
