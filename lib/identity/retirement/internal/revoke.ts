import { asRows } from '@/lib/db/rows'
import { read, transaction } from '@/lib/db/transaction'
import { ok } from '@/lib/kernel/result'
import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { Prisma } from '@/generated/prisma/client'
import type { StepCheck } from '../contract'
import { PROBE_KEYS } from '../../registry'
import { RETIREMENT_JOB, type Doing } from './doing'

/**
 * Ends all that an agent holds or that waits for it. In SQL, and in other contexts' tables, as a kill does: what a
 * retired agent holds ends together or not at all, and none of it is read by what decides, which is the order.
 */
export async function revoke(doing: Doing): Promise<StepCheck[]> {
  const { tenantId, agentId } = doing
  await transaction(tenantId, async (tx) => {
    await tx.$executeRaw`update agent_key set revoked_at = clock_timestamp() where tenant_id = ${tenantId}::uuid and agent_id = ${agentId}::uuid and revoked_at is null`
    await tx.$executeRaw`update mandate set withdrawn_at = clock_timestamp(), withdrawn_by = ${RETIREMENT_JOB} where tenant_id = ${tenantId}::uuid and agent_id = ${agentId}::uuid and withdrawn_at is null and expires_at > clock_timestamp()`
    await tx.$executeRaw`
      update delegation set revoked_at = clock_timestamp(), revoked_reason = 'retired'
      where tenant_id = ${tenantId}::uuid and expires_at > clock_timestamp() and revoked_at is null and path @> array[${agentId}::uuid]`
    await tx.$executeRaw`
      delete from oidc_payload where payload->>'clientId' = ${agentId}
        or grant_id in (select m.grant_id from mandate m where m.tenant_id = ${tenantId}::uuid and m.agent_id = ${agentId}::uuid and m.grant_id is not null)`
    await tx.$executeRaw`update agent_revision set status = 'discarded', closed_at = clock_timestamp(), closed_by = ${RETIREMENT_JOB} where tenant_id = ${tenantId}::uuid and agent_id = ${agentId}::uuid and status = 'draft'`
    await tx.$executeRaw`update agent_transfer set state = 'cancelled', decided_at = clock_timestamp(), decided_by = ${RETIREMENT_JOB} where tenant_id = ${tenantId}::uuid and agent_id = ${agentId}::uuid and state = 'requested'`
    return ok(null)
  }, 'ReadCommitted')
  return whatIsLeft(doing)
}

type Left = { keys: number; all_keys: number; mandates: number; tokens: number; grants: number; drafts: number; offers: number }

/** Looks what the agent still holds, by what tokens are issued and refused by. */
export async function whatIsLeft({ tenantId, agentId }: Pick<Doing, 'tenantId' | 'agentId'>): Promise<StepCheck[]> {
  const [left] = await read(tenantId, async (tx) =>
    asRows<Left>(
      await tx.$queryRaw(Prisma.sql`
        select (select count(*)::int from agent_key k where k.agent_id = a.id and k.revoked_at is null) as keys,
          (select count(*)::int from agent_key k where k.agent_id = a.id and k.created_by <> all(${Object.values(PROBE_KEYS)}::text[])) as all_keys,
          (select count(*)::int from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.withdrawn_at is null and m.expires_at > now()) as mandates,
          (select count(*)::int from delegation d where d.tenant_id = a.tenant_id and d.path @> array[a.id] and ${LIVE_DELEGATION_SQL}) as tokens,
          (select count(*)::int from oidc_payload o where o.expires_at > now() and (o.payload->>'clientId' = a.id::text
            or o.grant_id in (select m.grant_id from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.grant_id is not null))) as grants,
          (select count(*)::int from agent_revision r where r.agent_id = a.id and r.status = 'draft') as drafts,
          (select count(*)::int from agent_transfer t where t.agent_id = a.id and t.state = 'requested') as offers
        from agent a where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid`),
    ),
  )
  if (!left) return [{ check: 'record', ok: false, detail: 'its record is gone' }]
  const none = (check: string, count: number, detail: string): StepCheck => ({ check, ok: count === 0, detail })
  return [
    none('keys', left.keys, `${left.keys} live, of ${left.all_keys} that it ever had`),
    none('mandates', left.mandates, `${left.mandates} live`),
    none('tokens', left.tokens, `${left.tokens} live, its own or passed on by it`),
    none('grants', left.grants, `${left.grants} refresh tokens, codes and consents`),
    none('drafts', left.drafts, `${left.drafts} open`),
    none('offers', left.offers, `${left.offers} open`),
  ]
}
