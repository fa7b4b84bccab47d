import pg from 'pg'
import { LOCK } from '@/lib/db/locks'
import { newId } from '@/lib/kernel/ids'
import { appendBatch } from '../ledger/append-batch'
import { COMPANY_SLUG } from './ensure-company'
import { linkUrl, newCode } from './internal/one-time-code'
import { SAMPLE_ADMINISTRATOR, SAMPLE_NAME, SAMPLE_SLUG } from './sample-people'

/** Who builds the sample signs in within seconds of its start; a person opens the printed link when they come to it. */
const LIFE_MS = { builder: 10 * 60_000, person: 24 * 3_600_000 }

/**
 * At the first start of an installation of its own: marks the tenant of the sample company, with nobody in it but its
 * administrator, who has no password. Runs in the supervisor, which alone has the right to say which tenant that is.
 *
 * @param wanted false: the sample is skipped now, and if there is none yet, for ever
 * @returns whether there is a sample to be built or to be kept working
 */
export async function settleSample(databaseUrl: string, wanted: boolean): Promise<boolean> {
  return withOwner(databaseUrl, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK.firstRun])
    const known = await client.query<{ state: string }>('select state from sample_estate where id = 1')
    // What was on its way while the sample was erased, such as the record of a refusal, goes now.
    if (known.rows[0]?.state === 'erased') await client.query('select count(*) from sample_rows(true)')
    if (known.rows[0]) return wanted && ['building', 'ready'].includes(known.rows[0].state)
    const company = await client.query<{ id: string; people: number }>(
      'select t.id, (select count(*)::int from person p where p.tenant_id = t.id) as people from tenant t where t.slug = $1',
      [COMPANY_SLUG],
    )
    const [{ id: companyId, people } = { id: null, people: 0 }] = company.rows
    // Somebody has been working here since before there was a sample: it is not forced on them.
    if (!wanted || people > 0 || companyId === null) {
      await client.query(`insert into sample_estate (state) values ('skipped')`)
      return false
    }
    const id = newId()
    await client.query(`insert into tenant (id, slug, name, kind) values ($1, $2, $3, 'sample')`, [id, SAMPLE_SLUG, SAMPLE_NAME])
    await client.query(`insert into sample_estate (estate_id, state) values ($1, 'building')`, [id])
    const { name, email } = SAMPLE_ADMINISTRATOR
    await client.query(`insert into person (id, tenant_id, email, name, role, password_hash) values ($1, $2, $3, $4, 'admin', 'none')`, [newId(), id, email, name])
    await appendBatch(client, [
      {
        id: newId(),
        tenantId: companyId,
        occurredAt: new Date(),
        action: 'sample.make',
        result: 'ok',
        actor: { kind: 'job', id: 'start', name: 'Start' },
        subject: { kind: 'sample', id, name: SAMPLE_NAME },
      },
    ])
    return true
  })
}

/** A fresh link into the sample, or null once it is erased. */
export async function issueSampleLink(databaseUrl: string, issuer: string, who: keyof typeof LIFE_MS): Promise<string | null> {
  return withOwner(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select t.id from sample_estate e join tenant t on t.id = e.estate_id and t.kind = 'sample' where e.state in ('building', 'ready')`,
    )
    if (!rows[0]) return null
    await client.query(`delete from one_time_link where kind = 'sample' and created_by is null and expires_at < now()`)
    const { code, hash } = newCode()
    const now = new Date()
    await client.query(
      `insert into one_time_link (id, tenant_id, kind, token_hash, created_at, expires_at) values ($1, $2, 'sample', $3, $4, $5)`,
      [newId(), rows[0].id, hash, now, new Date(now.getTime() + LIFE_MS[who])],
    )
    return linkUrl(issuer, 'sample', code)
  })
}

async function withOwner<T>(databaseUrl: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5_000, application_name: 'lanyard-start' })
  const client = await pool.connect()
  try {
    await client.query(`begin; select set_config('lanyard.tenant', 'system', true)`)
    const value = await work(client)
    await client.query('commit')
    return value
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined)
    throw thrown
  } finally {
    client.release()
    await pool.end()
  }
}
