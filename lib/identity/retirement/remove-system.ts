import { asRows } from '@/lib/db/rows'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { SystemIdInput } from './contract'
import { command } from './internal/tables'

/** Connects it no more, and wipes its credential and the tokens that were handed over. Not while a retirement has still to end something there. */
export const removeSystem = command({
  name: 'registry.system.remove',
  input: SystemIdInput,
  resource: (tx, { systemId }, actor) => tx.connectedSystem.findFirst({ where: { id: systemId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { resource: { id, tenantId, name, kind, url } }): Promise<Result<Change & { value: Record<string, never> }, WrongState>> => {
    const [owed] = asRows<{ agent_name: string }>(
      await tx.$queryRaw`select r.agent_name from retirement_step s join retirement r on r.id = s.retirement_id where s.tenant_id = ${tenantId}::uuid and s.target_id = ${id}::uuid and s.state <> 'proven' limit 1`,
    )
    if (owed) return refuse({ code: 'wrong_state', state: `waited_for: ${owed.agent_name} is being retired` })
    const now = new Date()
    await tx.connectedSystem.update({ where: { id }, data: { removedAt: now, credentialSealed: null } })
    await tx.connectedToken.updateMany({ where: { systemId: id, tenantId, endedAt: null }, data: { endedAt: now, tokenSealed: null } })
    return ok({ value: {}, subject: { kind: 'connected_system', id, name }, detail: { kind, url } })
  },
})
