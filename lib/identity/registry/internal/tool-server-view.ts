import type { ToolServer } from '@/generated/prisma/client'
import { ToolServerTransport, type ToolServerView } from '../contract'
import { resourceOf } from '../resource'
import { discoveredTools } from './discovered-tools'

/** The transport's kind is shown, its command or address is the gateway's affair; the address of one that guards itself is its resource. */
export function toToolServerView(gatewayUrl: string, server: ToolServer): ToolServerView {
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
  }
}
