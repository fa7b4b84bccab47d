import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { newId } from '@/lib/kernel/ids'
import { appendBatch } from '../ledger/append-batch'

type Revoked = { id: string; tenant_id: string; agent_id: string; path: string[]; mandate_id: string; root_person_id: string; run_id: string; purpose: string }

const SQL = `
with recursive below as (
  select id from delegation where id = $1
  union select d.id from delegation d join below b on d.parent_id = b.id
)
update delegation set revoked_at = now(), revoked_reason = $2
where id in (select id from below) and revoked_at is null
returning id, tenant_id, agent_id, path::text[] as path, mandate_id, root_person_id, run_id, purpose`

/**
 * Ends a token and every token derived from it (RFC 7009). Alone under the tenant's containment lock, so that no batch
 * that has already read the parent as good can record a child after this.
 *
 * @param reason by whom, in words that the chain shows
 */
export async function revokeToken(delegationId: string, reason: string, at: Date): Promise<void> {
  await hotTransaction('system', async (client) => {
    const tenantId = await tenantOf(client, delegationId)
    if (!tenantId) return
    await client.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [LOCK.containment, tenantId])
    const { rows } = await client.query<Revoked>({ name: 'revoke-token', text: SQL, values: [delegationId, reason] })
    const first = rows.find((row) => row.id === delegationId)
    if (!first) return
    const { rows: names } = await client.query<{ name: string }>('select name from agent where id = $1', [first.agent_id])
    await appendBatch(client, [
      {
        id: newId(),
        tenantId,
        occurredAt: at,
        action: 'token.revoke',
        result: 'ok',
        actor: { kind: 'agent', id: first.agent_id, name: names[0]?.name ?? 'unknown' },
        rootPersonId: first.root_person_id,
        agentId: first.agent_id,
        chain: first.path,
        delegationId: first.id,
        mandateId: first.mandate_id,
        runId: first.run_id,
        purpose: first.purpose,
        subject: { kind: 'delegation', id: first.id },
        detail: { derived: rows.length - 1 },
      },
    ])
  })
}

async function tenantOf(client: pg.PoolClient, delegationId: string): Promise<string | null> {
  const { rows } = await client.query<{ tenant_id: string }>('select tenant_id from delegation where id = $1', [delegationId])
  return rows[0]?.tenant_id ?? null
}
