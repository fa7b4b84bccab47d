import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { OperatorError } from '@/lib/kernel/operator-error'
import { ownerConnection } from './owner-connection'

/** Prisma Migrate's own advisory lock and table, so that it and this exclude and understand one another. */
const LOCK = 72707369
const LOCK_WAIT = '60s'
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

export type Migration = Readonly<{ name: string; sql: string; checksum: string }>
type Applied = Readonly<{ migration_name: string; checksum: string; finished_at: Date | null }>

/**
 * Applies the migrations in `folder` that the database lacks, each in one transaction with its own record: a start
 * that is killed half way leaves nothing half done. Refuses a database that is newer than this code, and a
 * migration that was edited after it was applied.
 *
 * @returns the names of those it applied
 */
export async function migrate(ownerUrl: string, folder: string): Promise<string[]> {
  const client = await ownerConnection(ownerUrl)
  try {
    await lock(client)
    await client.query(TABLE).catch((error: pg.DatabaseError) => {
      throw new OperatorError(`the role \`${client.user}\` of DATABASE_URL may not make tables there: ${error.message}`)
    })
    const waiting = pending(migrationsIn(folder), await appliedTo(client))
    for (const migration of waiting) await apply(client, migration)
    return waiting.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_WAIT}'`)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
  } catch {
    throw new OperatorError(`another process has been migrating the database for ${LOCK_WAIT}`)
  }
  await client.query('RESET lock_timeout')
}

/** The migrations of this code, in their order. */
export function migrationsIn(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'))
      return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

async function appliedTo(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  return rows
}

function pending(ours: Migration[], applied: Applied[]): Migration[] {
  for (const { migration_name: name, checksum, finished_at } of applied) {
    const migration = ours.find((candidate) => candidate.name === name)
    if (!migration) throw new OperatorError(`the database is newer than this Lanyard: it has migration \`${name}\`, which is not known here`)
    if (!finished_at) throw new OperatorError(`migration \`${name}\` was begun by another tool and did not finish: see _prisma_migrations`)
    if (migration.checksum !== checksum) throw new OperatorError(`migration \`${name}\` was edited after it was applied to this database`)
  }
  return ours.filter(({ name }) => !applied.some((row) => row.migration_name === name))
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await carryOut(client, migration)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw explained(error as pg.DatabaseError, migration.name, client.user)
  }
}

/** Applies these within the caller's transaction, which takes them back when it fails. */
export async function migrateWithin(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  await client.query(TABLE)
  for (const migration of migrations)
    await carryOut(client, migration).catch((error: pg.DatabaseError) => {
      throw explained(error, migration.name, client.user)
    })
}

async function carryOut(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql)
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
    [randomUUID(), checksum, name],
  )
}

function explained(error: pg.DatabaseError, migration: string, role: string | undefined): Error {
  const lacksRight = error.code === '42501' // insufficient_privilege
  return lacksRight
    ? new OperatorError(`the role \`${role}\` of DATABASE_URL lacks a right that migration \`${migration}\` needs: ${error.message}`)
    : new Error(`migration ${migration} failed: ${error.message}`, { cause: error })
}
