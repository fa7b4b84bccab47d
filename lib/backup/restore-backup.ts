import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams'
import { migrateWithin, type Migration } from '@/lib/db/migrate'
import { issueRestoredLink } from '@/lib/identity/access/restored-link'
import { verifyLog } from '@/lib/identity/ledger'
import { OperatorError } from '@/lib/kernel/operator-error'
import { trustedId } from '@/lib/kernel/ids'
import type { Header, TableBegin } from './format'
import { checkBackup, readBackup, type Taker } from './read-backup'
import { endWhatWasIssued, type Ended, type Since } from './end-what-was-issued'
import { COPY_SETTINGS, listOf, partitionsOf, tablesOf } from './tables'

export type Restored = { header: Header; tables: number; rows: number; logs: number; ended: Ended; admin_link: string | null }

export type RestoreOptions = {
  file: string
  migrations: readonly Migration[]
  /** What of the file may not be believed, because it happened after. */
  since: Since
  /** Drop what the database holds; otherwise it must hold nothing. */
  replace: boolean
  /** The administrator who gets in first, and where. */
  admin: { email: string; issuer: string } | null
}

/**
 * Restores a backup in one transaction: until its commit nothing has happened, and whatever is wrong with the file or
 * the rows takes all of it back. The file is read twice: first to check all of it, then to load it.
 */
export async function restoreBackup(client: pg.Client, options: RestoreOptions): Promise<Restored> {
  const { file, migrations } = options
  const { header, trailer, tables } = await checkBackup(file)
  const [upTo, later] = split(header, migrations)
  await client.query('begin')
  try {
    await client.query(`${COPY_SETTINGS}; select pg_advisory_xact_lock(72707369)`) // the lock of whoever migrates
    await refuseInUse(client)
    await makeRoom(client, options.replace)
    await migrateWithin(client, upTo)
    const foreignKeys = await dropForeignKeys(client)
    await load(client, file, tables)
    await setSequences(client, header)
    for (const { table, name, definition } of foreignKeys) await client.query(`alter table ${table} add constraint ${name} ${definition}`)
    await migrateWithin(client, later)
    await client.query(`select set_config('lanyard.tenant', 'system', true)`)
    const logs = await checkLogs(client)
    const ended = await endWhatWasIssued(client, { since: options.since, backupOf: new Date(header.created_at), rows: trailer.rows })
    const { admin } = options
    const admin_link = admin && (await issueRestoredLink(client, admin.email, admin.issuer))
    if (admin && !admin_link) throw new OperatorError(`there is no active administrator \`${admin.email}\` in the backup; nothing was changed`)
    await client.query('commit')
    return { header, tables: trailer.tables, rows: trailer.rows, logs, ended, admin_link }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Those that the backup's database had, and those that this code brings on top of them. */
function split(header: Header, ours: readonly Migration[]): [Migration[], Migration[]] {
  const theirs = header.migrations.map(({ name, checksum }) => {
    const migration = ours.find((candidate) => candidate.name === name)
    if (!migration) throw new OperatorError(`the backup is of a newer Lanyard: it has migration \`${name}\`, which is not known here; nothing was changed`)
    if (migration.checksum !== checksum) throw new OperatorError(`migration \`${name}\` was edited after the backup was made; nothing was changed`)
    return migration
  })
  return [theirs, ours.filter((migration) => !theirs.includes(migration))]
}

/** Services that go on would write between the old rows and the new. */
async function refuseInUse(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ application_name: string }>(
    `select distinct application_name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'lanyard%'`,
  )
  if (rows.length > 0) throw new OperatorError('Lanyard is running on this database: stop every process first; nothing was changed')
}

async function makeRoom(client: pg.Client, replace: boolean): Promise<void> {
  const { rows } = await client.query<{ tables: number }>(`select count(*)::int as tables from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`)
  if (rows[0]?.tables === 0) return
  if (!replace) throw new OperatorError('the database is not empty: restore into an empty one, or give its name with --replace to have what it holds dropped; nothing was changed')
  // With it the queue of jobs, which no backup has: what is to be done is found in the rows themselves.
  await client.query('drop schema if exists job_queue cascade; drop schema public cascade; create schema public; grant usage on schema public to public')
}

type ForeignKey = { table: string; name: string; definition: string }
/** Tables come in any order; put back afterwards, each is checked over all rows. */
async function dropForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`,
  )
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`)
  return rows
}

async function load(client: pg.Client, file: string, expected: ReadonlyMap<string, number>): Promise<void> {
  const known = new Map((await tablesOf(client)).map(({ name, columns }) => [name, columns]))
  const missing = [...known.keys()].filter((name) => !expected.has(name))
  if (missing.length > 0) throw new OperatorError(`the backup lacks the tables ${missing.join(', ')}; nothing was changed`)
  // The rows are as they were: no trigger has anything to say about them, and what migrations put in is in the backup.
  const all = [...known.keys()].map((name) => pg.escapeIdentifier(name))
  const each = [...all, ...(await partitionsOf(client)).map((name) => pg.escapeIdentifier(name))] // a partition has triggers of its own
  for (const table of each) await client.query(`alter table ${table} disable trigger user`)
  await client.query(`truncate ${all.join(', ')}`)
  await readBackup(file, async () => loader(client, known))
  for (const table of each) await client.query(`alter table ${table} enable trigger user`)
  for (const [name, rows] of expected) {
    const counted = await client.query<{ rows: number }>(`select count(*)::float8 as rows from ${pg.escapeIdentifier(name)}`)
    if (counted.rows[0]?.rows !== rows) throw new OperatorError(`${name} has ${counted.rows[0]?.rows} rows instead of ${rows}; nothing was changed`)
  }
}

function loader(client: pg.Client, known: ReadonlyMap<string, readonly string[]>): Taker {
  let copy: CopyStreamQuery | null = null
  let failed: Promise<never> | null = null
  return {
    async begin({ table, columns }: TableBegin) {
      const ours = known.get(table)
      if (!ours || columns.some((column) => !ours.includes(column))) throw new OperatorError(`the backup has a table ${table} that does not fit its migrations; nothing was changed`)
      const stream = client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} (${listOf(columns)}) from stdin`))
      failed = new Promise((_, reject) => stream.once('error', reject))
      failed.catch(() => undefined)
      copy = stream
    },
    async rows(piece) {
      if (copy && !copy.write(piece)) await Promise.race([once(copy, 'drain'), failed])
    },
    async end() {
      if (!copy) return
      const finished = once(copy, 'finish')
      copy.end()
      await Promise.race([finished, failed])
      copy = null
    },
  }
}

async function setSequences(client: pg.Client, { sequences }: Header): Promise<void> {
  for (const { name, last_value, is_called } of sequences) await client.query('select setval($1::regclass, $2::bigint, $3)', [pg.escapeIdentifier(name), last_value, is_called])
}

/** Every tenant's log from its first entry. */
async function checkLogs(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ id: string }>('select distinct tenant_id as id from ledger_leaf')
  for (const { id } of rows) {
    const check = await verifyLog(trustedId<'tenant'>(id), async (_tenant, text, values) => (await client.query(text, values)).rows as unknown[])
    if (!check.intact) throw new OperatorError(`the log in the backup does not verify: at position ${check.position}, ${check.problem}; nothing was changed`)
  }
  return rows.length
}
