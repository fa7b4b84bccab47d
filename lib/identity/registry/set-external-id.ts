import { textField } from '@/lib/kernel/fields'
import { ok, refuse } from '@/lib/kernel/result'
import type { Conflict } from '../refusals'
import { AgentIdInput } from './contract'
import { lockRegistry } from './internal/drafts'
import { command } from './internal/tables'

/** Notes what an agent is called where it is provisioned from; null: nothing any more. No part of its document. */
export const setExternalId = command({
  name: 'registry.agent.set_external_id',
  input: AgentIdInput.extend({ externalId: textField(1, 200).nullable() }),
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { input: { externalId }, resource: agent }) => {
    const another = externalId !== null && (await tx.agent.findFirst({ where: { tenantId: agent.tenantId, externalId, id: { not: agent.id } }, select: { id: true } }))
    if (another) return refuse<Conflict>({ code: 'conflict', detail: 'externalId is that of another agent' })
    await tx.agent.update({ where: { id: agent.id }, data: { externalId } })
    return ok({ value: {}, subject: { kind: 'agent', id: agent.id, name: agent.name }, agentId: agent.id, chain: [agent.id], detail: { external_id: externalId, before: agent.externalId } })
  },
})
