import pg from 'pg'
import { LOCK } from '@/lib/db/locks'
import { newId } from '@/lib/kernel/ids'
import { appendBatch } from '../ledger/append-batch'
import { COMPANY_NAME, COMPANY_SLUG } from './ensure-company'
import { linkExpiry, linkUrl, newCode } from './internal/one-time-code'

/**
 * The link with which the first administrator signs up, or null when there is one. Every call makes a new link, and
 * the older ones stop working. Runs in the supervisor, before any service does, on a connection of its own.
 *
 * @param databaseUrl the owner's, whose rights the services do not have
 */
export async function issueWelcomeLink(databaseUrl: string, issuer: string, now = new Date()): Promise<string | null> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5_000, application_name: 'lanyard-start' })
  const client = await pool.connect()
  try {
    await client.query('begin')
    const code = await replaceLink(client, now)
    await client.query('commit')
    return code && linkUrl(issuer, 'welcome', code)
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined)
    throw thrown
  } finally {
    client.release()
    await pool.end()
  }
}

async function replaceLink(client: pg.PoolClient, now: Date): Promise<string | null> {
  await client.query(`select set_config('lanyard.tenant', 'system', true)`)
  await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK.firstRun])
  await client.query(`insert into tenant (id, slug, name, kind) values ($1, $2, $3, 'company') on conflict (slug) do nothing`, [newId(), COMPANY_SLUG, COMPANY_NAME])
  const { rows } = await client.query<{ id: string; administered: boolean }>(
    `select t.id, exists (
       select from person p where p.tenant_id = t.id and p.role = 'admin' and p.status = 'active' and p.password_hash is not null
     ) as administered from tenant t where t.slug = $1`,
    [COMPANY_SLUG],
  )
  const [company] = rows
  if (!company || company.administered) return null
  await client.query(`delete from one_time_link where kind = 'welcome' and used_at is null`)
  const { code, hash } = newCode()
  await client.query(
    `insert into one_time_link (id, tenant_id, kind, token_hash, created_at, expires_at) values ($1, $2, 'welcome', $3, $4, $5)`,
    [newId(), company.id, hash, now, linkExpiry('welcome', now)],
  )
  await appendBatch(client, [
    {
      id: newId(),
      tenantId: company.id,
      occurredAt: now,
      action: 'access.person.welcome_link',
      result: 'ok',
      actor: { kind: 'job', id: 'start', name: 'Start' },
    },
  ])
  return code
}
