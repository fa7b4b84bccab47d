import { asRows } from '@/lib/db/rows'
import { raiseEpoch } from '@/lib/db/epoch'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId, type OrderId, type TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import { tellReceivers } from '../../signals'

type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>
export type WithdrawnMandate = { id: string; tenantId: TenantId; agentId: string; agentName: string }
/** What the withdrawal ended, in the form that an order keeps it. */
type Ended = { delegations: number; live_tokens: number; calls_in_flight: number; last_token_expires_at: string | null }

/**
 * Ends what was issued under a mandate, where it was issued and where it is used. To an enforcement point a withdrawal
 * is an order like a halt, whose one subject is the mandate: it refuses its tokens, cuts its calls and sends a receipt.
 *
 * INVARIANT: called under `lockContainment`, before which nothing was read.
 */
export async function orderWithdrawal(tx: Raw, actor: Actor, mandate: WithdrawnMandate): Promise<{ orderId: OrderId; epoch: number } & Ended> {
  const orderId = newId<'containment_order'>()
  const ended = await endDelegations(tx, mandate)
  const epoch = await raiseEpoch(tx, mandate.tenantId)
  const covered = { agents: [{ id: mandate.agentId, name: mandate.agentName }], ...ended }
  await tx.$executeRaw`
    insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered,
      ordered_by, ordered_by_kind, ordered_by_name, committed_at)
    values (${orderId}::uuid, ${mandate.tenantId}::uuid, 'mandate', 'suspend', ${mandate.id}::uuid, ${mandate.agentName}, ${epoch},
      ${digestOf(covered)}, ${JSON.stringify(covered)}::jsonb, ${actor.id}, ${actor.kind}, ${actor.name}, clock_timestamp())`
  await tx.$executeRaw`
    insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch)
    values (${orderId}::uuid, ${mandate.tenantId}::uuid, 'mandate', ${mandate.id}::uuid, ${epoch})`
  await tellReceivers(tx, actor, orderId)
  return { orderId, epoch: Number(epoch), ...ended }
}

async function endDelegations(tx: Raw, { id, tenantId }: WithdrawnMandate): Promise<Ended> {
  const [row] = asRows<{ delegations: number; live_tokens: number; calls: number; last: Date | null }>(
    await tx.$queryRaw`
      with ended as (
        update delegation set revoked_at = clock_timestamp(), revoked_reason = 'the mandate was withdrawn'
        where mandate_id = ${id}::uuid and tenant_id = ${tenantId}::uuid and revoked_at is null and expires_at > clock_timestamp()
        returning path, expires_at
      )
      select count(distinct path)::int as delegations, count(*)::int as live_tokens, max(expires_at) as last,
        (select count(*)::int from call_in_flight c join delegation d on d.id = c.delegation_id
          where d.mandate_id = ${id}::uuid and c.tenant_id = ${tenantId}::uuid) as calls
      from ended`,
  )
  return {
    delegations: row?.delegations ?? 0,
    live_tokens: row?.live_tokens ?? 0,
    calls_in_flight: row?.calls ?? 0,
    last_token_expires_at: row?.last?.toISOString() ?? null,
  }
}
