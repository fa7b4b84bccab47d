import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Invalid } from '../refusals'
import { RegisterToolServerInput } from './contract'
import { livePersonNamed } from './internal/people-named'
import { command } from './internal/tables'
import { serverOwners, toToolServerView } from './internal/tool-server-view'
import { transportProblem } from './internal/transport'
import { isUniqueViolation } from './internal/unique-violation'

/**
 * Puts an MCP server behind the gateway, or makes a resource server that guards itself known. Its tools are unknown
 * until the gateway has asked it for them, or its guard has said.
 */
export const registerToolServer = (settings: { gatewayUrl: string; issuer?: string }) =>
  command({
    name: 'registry.tool_server.register',
    input: RegisterToolServerInput,
    resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
    act: async (tx, { actor, input: { owner, ...input } }) => {
      const problem = transportProblem(input.transport, [settings.gatewayUrl, ...(settings.issuer ? [settings.issuer] : [])])
      if (problem) return refuse<Invalid>({ code: 'invalid', fields: { [`transport.${problem.field}`]: problem.problem } })
      const answers = owner === undefined ? null : await livePersonNamed(tx, actor.tenantId, owner)
      if (answers && !answers.ok) return refuse<Invalid>({ code: 'invalid', fields: { owner: answers.refusal } })
      try {
        const server = await tx.toolServer.create({
          data: { id: newId(), tenantId: actor.tenantId, createdBy: actor.id, ownerId: answers?.value.id ?? null, ...input },
        })
        return ok({
          value: toToolServerView(settings.gatewayUrl, server, await serverOwners(tx, actor.tenantId, [server])),
          subject: { kind: 'server', id: server.slug, name: server.slug },
          detail: { server_id: server.id, transport: input.transport, ...(server.ownerId ? { owner: server.ownerId } : {}) },
        })
      } catch (thrown) {
        if (!isUniqueViolation(thrown)) throw thrown
        // One of the two: a failed statement ends the transaction, so that nothing more can be asked in it.
        const field = JSON.stringify(thrown.meta ?? {}).includes('tool_server_guarded_url') ? 'transport.url' : 'slug'
        return refuse<Invalid>({ code: 'invalid', fields: { [field]: 'is taken' } })
      }
    },
  })
