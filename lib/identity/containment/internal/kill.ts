import { uuidArray } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../../actor'
import type { Coverage } from '../coverage'

/**
 * Ends for good what an order covers: what was given, what was passed on, the keys, and the agents. In the order's own
 * transaction, and so in other contexts' tables: between an order that cannot be lifted and an agent that looks alive
 * there must be no moment. Nothing here is read by what decides; that is the order's rows, as for any other.
 */
export async function endForGood(tx: Pick<Writer, '$executeRaw'>, actor: Actor, { agentIds, hopIds }: Coverage): Promise<void> {
  const { tenantId } = actor
  await tx.$executeRaw`
    update delegation set revoked_at = clock_timestamp(), revoked_reason = 'killed'
    where tenant_id = ${tenantId}::uuid and id = any(${uuidArray(hopIds)}::uuid[]) and revoked_at is null`
  await tx.$executeRaw`
    update mandate set withdrawn_at = clock_timestamp(), withdrawn_by = ${actor.id}
    where tenant_id = ${tenantId}::uuid and agent_id = any(${uuidArray(agentIds)}::uuid[]) and withdrawn_at is null and expires_at > clock_timestamp()`
  await tx.$executeRaw`
    update agent_key set revoked_at = clock_timestamp()
    where tenant_id = ${tenantId}::uuid and agent_id = any(${uuidArray(agentIds)}::uuid[]) and revoked_at is null`
  await tx.$executeRaw`
    update agent set state = 'retired', updated_at = clock_timestamp()
    where tenant_id = ${tenantId}::uuid and id = any(${uuidArray(agentIds)}::uuid[]) and state <> 'retired'`
}
