import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Invalid } from '../refusals'
import { RegisterToolServerInput } from './contract'
import { command } from './internal/tables'
import { toToolServerView } from './internal/tool-server-view'
import { transportProblem } from './internal/transport'
import { isUniqueViolation } from './internal/unique-violation'

/** Puts an MCP server behind the gateway. Its tools are unknown until the gateway has asked it for them. */
export const registerToolServer = (settings: { gatewayUrl: string }) =>
  command({
    name: 'registry.tool_server.register',
    input: RegisterToolServerInput,
    resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
    act: async (tx, { actor, input }) => {
      const problem = transportProblem(input.transport)
      if (problem) return refuse<Invalid>({ code: 'invalid', fields: { [`transport.${problem.field}`]: problem.problem } })
      try {
        const server = await tx.toolServer.create({
          data: { id: newId(), tenantId: actor.tenantId, createdBy: actor.id, ...input },
        })
        return ok({
          value: toToolServerView(settings.gatewayUrl, server),
          subject: { kind: 'server', id: server.slug, name: server.slug },
          detail: { server_id: server.id, transport: input.transport },
        })
      } catch (thrown) {
        if (!isUniqueViolation(thrown)) throw thrown
        return refuse<Invalid>({ code: 'invalid', fields: { slug: 'is taken' } })
      }
    },
  })
