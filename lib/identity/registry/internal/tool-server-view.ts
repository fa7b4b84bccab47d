import type { ToolServer } from '@/generated/prisma/client'
import { ToolServerTransport, type ToolServerView } from '../contract'
import { discoveredTools } from './discovered-tools'

/** The transport's kind is shown, its command or address is the gateway's affair. */
export function toToolServerView(gatewayUrl: string, server: ToolServer): ToolServerView {
  return {
    id: server.id,
    slug: server.slug,
    title: server.title,
    description: server.description,
    transport: ToolServerTransport.parse(server.transport).kind,
    resource: resourceOf(gatewayUrl, server.slug),
    tools: discoveredTools(server.tools),
    discovered_at: server.discoveredAt?.toISOString() ?? null,
    created_at: server.createdAt.toISOString(),
  }
}

/** The resource indicator (RFC 8707) of a server behind the gateway. */
export const resourceOf = (gatewayUrl: string, slug: string): string => `${gatewayUrl}/mcp/${slug}`
