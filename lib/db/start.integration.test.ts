import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { testDatabase } from '@/lib/testing/database'
import { migrate } from './migrate'
import { prepareRoles, sealedWith } from './roles'

const MIGRATIONS = resolve('prisma/migrations')
const db = await testDatabase()
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'lanyard-migrations-'))))
afterAll(() => rmSync(folder, { recursive: true }))

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function migrationsWith(name: string, sql: string): string {
  const copy = join(folder, name)
  cpSync(MIGRATIONS, copy, { recursive: true })
  mkdirSync(join(copy, name), { recursive: true })
  writeFileSync(join(copy, name, 'migration.sql'), sql)
  return copy
}

describe('migrate', () => {
  it('has nothing to do the second time', async () => {
    expect(await migrate(db.ownerUrl, MIGRATIONS)).toEqual([])
  })

  it('applies what is missing, once, also when two processes start at the same time', async () => {
    const more = migrationsWith('99990101000000_more', 'CREATE TABLE more (id int)')
    const both = await Promise.all([migrate(db.ownerUrl, more), migrate(db.ownerUrl, more)])
    expect(both.flat()).toEqual(['99990101000000_more'])
    await expect(migrate(db.ownerUrl, MIGRATIONS)).rejects.toThrow(/database is newer than this Lanyard/)
    writeFileSync(join(more, '99990101000000_more', 'migration.sql'), 'CREATE TABLE more (id bigint)')
    await expect(migrate(db.ownerUrl, more)).rejects.toThrow(/was edited after it was applied/)
    await query(db.ownerUrl, `DELETE FROM _prisma_migrations WHERE migration_name = '99990101000000_more'`)
  })

  it('leaves nothing of a migration that fails, and says which one it was', async () => {
    const broken = migrationsWith('99990101000001_broken', 'CREATE TABLE half (id int); SELECT 1/0')
    await expect(migrate(db.ownerUrl, broken)).rejects.toThrow('migration 99990101000001_broken failed: division by zero')
    expect(await query(db.ownerUrl, `SELECT to_regclass('half') AS found`)).toEqual([{ found: null }])
    expect(await migrate(db.ownerUrl, MIGRATIONS)).toEqual([])
  })

  it('names the right that a role lacks', async () => {
    const denied = migrationsWith('99990101000002_denied', 'CREATE TABLE denied (id int)')
    await expect(migrate(db.workerUrl, denied)).rejects.toMatchObject({ name: 'OperatorError', message: expect.stringContaining('of DATABASE_URL may not') })
  })

  it('says in one sentence why a database cannot be used', async () => {
    const other = (change: (url: URL) => void) => {
      const url = new URL(db.ownerUrl)
      change(url)
      return migrate(url.href, MIGRATIONS)
    }
    await expect(other((url) => (url.pathname = '/nowhere'))).rejects.toThrow('the database `nowhere` of DATABASE_URL does not exist')
    await expect(other((url) => (url.password = 'wrong'))).rejects.toThrow(/does not let in the role `lanyard`/)
    await expect(other((url) => (url.port = '1'))).rejects.toThrow(/cannot be reached/)
  })
})

describe('the services’ roles', () => {
  it('log in, are not the owner, and see no rows without a tenant', async () => {
    for (const url of [db.authorityUrl, db.workerUrl]) {
      expect(await query(url, 'SELECT rolsuper OR rolbypassrls OR rolcreaterole AS strong FROM pg_roles WHERE rolname = current_user')).toEqual([{ strong: false }])
      await expect(query(url, 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/)
      expect(await query(url, 'SELECT FROM agent')).toEqual([])
    }
  })

  it('may never change or remove what the ledger holds', async () => {
    for (const url of [db.authorityUrl, db.workerUrl])
      for (const sql of ['UPDATE ledger_entry SET id = id', 'DELETE FROM ledger_entry', 'TRUNCATE ledger_entry'])
        await expect(query(url, sql)).rejects.toThrow(/permission denied/)
  })

  it('keep their passwords from start to start, and get new ones with another key', async () => {
    const secrets = (kek: Uint8Array) => ({ fingerprint: fingerprintOf(kek as KeyEncryptionKey), derive: (label: string) => derive(kek, label) })
    expect((await prepareRoles(db.ownerUrl, secrets(db.keyEncryptionKey))).authorityUrl).toBe(db.authorityUrl)
    const both = await Promise.all([1, 1].map((fill) => prepareRoles(db.ownerUrl, secrets(Buffer.alloc(32, fill)))))
    expect(both[0]).toEqual(both[1])
    await expect(query(db.authorityUrl, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
    expect(await query(both[0]!.workerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('remember which key they were made with', async () => {
    expect(await sealedWith(db.ownerUrl)).toBe(fingerprintOf(Buffer.alloc(32, 1) as KeyEncryptionKey))
    const fresh = new URL(db.ownerUrl)
    fresh.pathname = '/postgres'
    expect(await sealedWith(fresh.href)).toBeNull()
  })
})
