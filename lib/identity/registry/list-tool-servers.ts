import { z } from 'zod'
import { query } from './internal/tables'
import { serverOwners, toToolServerView } from './internal/tool-server-view'

const SERVERS_MAX = 1_000

/** Every MCP server behind the gateway, by its slug, with the tools that the gateway found on it. */
export const listToolServers = (settings: { gatewayUrl: string }) =>
  query({
    name: 'registry.tool_server.list',
    input: z.object({}),
    answer: async (tx, { actor }) => {
      const servers = await tx.toolServer.findMany({ where: { tenantId: actor.tenantId }, orderBy: { slug: 'asc' }, take: SERVERS_MAX })
      const owners = await serverOwners(tx, actor.tenantId, servers)
      return servers.map((server) => toToolServerView(settings.gatewayUrl, server, owners))
    },
  })
