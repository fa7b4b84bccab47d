import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { append } from '@/lib/identity/ledger'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Staff } from './agents'

/** Rows as the product would have written them, for tests that need a thing of a kind and not the way to it. */
export async function makeMandate(staff: Staff, agentId: string): Promise<string> {
  const id = newId<'mandate'>()
  const row = { id, tenantId: staff.tenantId, kind: 'standing', personId: staff.owner.id, agentId, purpose: 'p', scopes: [], resources: [], expiresAt: new Date(Date.now() + 3_600_000) }
  await transaction(staff.tenantId, async (tx) => ok(await tx.mandate.create({ data: row })))
  return id
}

/** A hop under the mandate, and an order in force over its agent. */
export async function makeOrder(staff: Staff, agentId: string, mandateId: string): Promise<{ orderId: string; delegationId: string }> {
  const [orderId, delegationId] = [newId(), newId()]
  await hotTransaction('system', async (client) => {
    await client.query(
      `insert into delegation (id, tenant_id, mandate_id, agent_id, root_person_id, autonomous, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
       values ($1, $2, $3, $4, $5, true, array[$4::uuid], 1, 'x', '{}', '{}', '{}', 'p', 'r', 'd', 0, '{}', now(), now() + interval '5 minutes')`,
      [delegationId, staff.tenantId, mandateId, agentId, staff.owner.id],
    )
    const covered = { agents: [{ id: agentId, name: 'x' }], delegations: 0, live_tokens: 0, calls_in_flight: 0, last_token_expires_at: null }
    await client.query(
      `insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       values ($1, $2, 'agent', 'suspend', $3, 'x', 1, 'd', $4, $5, 'person', 'somebody', now())`,
      [orderId, staff.tenantId, agentId, covered, staff.analyst.id],
    )
    await client.query(`insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch) values ($1, $2, 'agent', $3, 1)`, [orderId, staff.tenantId, agentId])
  })
  return { orderId, delegationId }
}

export async function makeLedgerEntry(staff: Staff): Promise<string> {
  const done = await transaction(staff.tenantId, async (tx) => ok(await append(tx, staff.owner, 'access.session.start', {})), 'ReadCommitted')
  if (!done.ok) throw new Error('no entry')
  return done.value
}
