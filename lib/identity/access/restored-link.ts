import type pg from 'pg'
import { newId } from '@/lib/kernel/ids'
import { appendBatch } from '../ledger/append-batch'
import { linkExpiry, linkUrl, newCode } from './internal/one-time-code'

/**
 * The link with which the administrator whom the operator names sets a new password after a restore, in the
 * transaction of the restore; null when there is no such administrator in what was restored.
 *
 * @param client the owner's, seeing the rows of the whole installation
 */
export async function issueRestoredLink(client: pg.Client, email: string, issuer: string, now = new Date()): Promise<string | null> {
  const { rows } = await client.query<{ id: string; tenant_id: string; name: string }>(
    `select p.id, p.tenant_id, p.name from person p join tenant t on t.id = p.tenant_id and t.kind = 'company'
     where lower(p.email) = lower($1) and p.role = 'admin' and p.status = 'active'`,
    [email],
  )
  const [person] = rows
  if (!person) return null
  const { code, hash } = newCode()
  await client.query(`insert into one_time_link (id, tenant_id, kind, token_hash, person_id, created_at, expires_at) values ($1, $2, 'recovery', $3, $4, $5, $6)`, [
    newId(),
    person.tenant_id,
    hash,
    person.id,
    now,
    linkExpiry('recovery', now),
  ])
  const subject = { kind: 'person', id: person.id, name: person.name }
  const actor = { kind: 'job', id: 'restore', name: 'Restore of a backup' } as const
  await appendBatch(client, [{ id: newId<'ledger_entry'>(), tenantId: person.tenant_id, occurredAt: now, action: 'access.person.recover', result: 'ok', actor, subject }])
  return linkUrl(issuer, 'recovery', code)
}
