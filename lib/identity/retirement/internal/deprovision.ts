import { read, transaction } from '@/lib/db/transaction'
import { ok } from '@/lib/kernel/result'
import { SYSTEM_KINDS, type StepCheck, type SystemKind } from '../contract'
import type { Doing } from './doing'

/** A system to end an agent in, with what is sealed for it. */
export type ConnectedSystem = { id: string; kind: SystemKind; url: string; introspectionUrl: string | null; header: string; credentialSealed: string }
export type HeldToken = { id: string; hint: string; tokenSealed: string }
/**
 * Ends an agent in a system and asks the system afterwards whether it is gone. What it was cut off in it does again:
 * what is gone already is gone. `ended`: tokens that the system has answered for.
 */
export type Deprovision = (system: ConnectedSystem, agent: { id: string; name: string }, tokens: readonly HeldToken[]) => Promise<{ checks: StepCheck[]; ended: string[] }>

/** Null: the step is about no connected system. */
export async function endInSystem({ tenantId, agentId, agentName, targetId }: Doing, deprovision: Deprovision): Promise<StepCheck[] | null> {
  if (targetId === null) return null
  const found = await read(tenantId, async (tx) => {
    const system = await tx.connectedSystem.findFirst({ where: { id: targetId, tenantId } })
    return system && { system, tokens: await tx.connectedToken.findMany({ where: { systemId: system.id, agentId, tenantId, endedAt: null }, orderBy: { id: 'asc' } }) }
  })
  if (!found) return null
  const { system, tokens } = found
  const kind = SYSTEM_KINDS.find((one) => one === system.kind)
  if (!kind || system.credentialSealed === null) return [{ check: 'system', ok: false, detail: 'it is not connected any more' }]
  const { id, url, introspectionUrl, header, credentialSealed } = system
  const { checks, ended } = await deprovision(
    { id, kind, url, introspectionUrl, header, credentialSealed },
    { id: agentId, name: agentName },
    tokens.flatMap(({ id: tokenId, hint, tokenSealed }) => (tokenSealed === null ? [] : [{ id: tokenId, hint, tokenSealed }])),
  )
  if (ended.length > 0) await transaction(tenantId, async (tx) => ok(await tx.connectedToken.updateMany({ where: { id: { in: ended }, tenantId, endedAt: null }, data: { endedAt: new Date(), tokenSealed: null } })))
  return checks
}
