import { ok, refuse } from '@/lib/kernel/result'
import type { Invalid } from '../refusals'
import { SetServerOwnerInput } from './contract'
import { livePersonNamed } from './internal/people-named'
import { command } from './internal/tables'
import { serverOwners, toToolServerView } from './internal/tool-server-view'

/** Names who answers for a tool server, or that nobody does any more. Reviews by resource owners ask them. */
export const setServerOwner = (settings: { gatewayUrl: string }) =>
  command({
    name: 'registry.tool_server.set_owner',
    input: SetServerOwnerInput,
    resource: (tx, { serverId }, actor) => tx.toolServer.findFirst({ where: { id: serverId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, input, resource }) => {
      const owner = input.owner === null ? null : await livePersonNamed(tx, actor.tenantId, input.owner)
      if (owner && !owner.ok) return refuse<Invalid>({ code: 'invalid', fields: { owner: owner.refusal } })
      const server = await tx.toolServer.update({ where: { id: resource.id }, data: { ownerId: owner?.value.id ?? null } })
      return ok({
        value: toToolServerView(settings.gatewayUrl, server, await serverOwners(tx, actor.tenantId, [server])),
        subject: { kind: 'server', id: server.slug, name: server.slug },
        detail: { server_id: server.id, before: resource.ownerId, owner: server.ownerId },
      })
    },
  })
