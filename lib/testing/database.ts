import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { prepareRoles, type ServiceUrls } from '@/lib/db/roles'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'

export type TestDatabase = ServiceUrls & Readonly<{ ownerUrl: string; keyEncryptionKey: KeyEncryptionKey }>

/**
 * A migrated, empty database of the caller's own, with the services' lesser roles. Call it at the top of a test
 * file (`const db = await testDatabase()`), and it is dropped after the file's last test.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'))
  const name = `test_${randomBytes(6).toString('hex')}`
  // File by file: through the log, as is the default, it takes a third longer and empties the server's memory of what tests use.
  await onServer(template, `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY file_copy`)
  const ownerUrl = withDatabase(template, name)
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  afterAll(() => onServer(template, `DROP DATABASE ${name} WITH (FORCE)`))
  return { ownerUrl, ...urls, keyEncryptionKey: kek }
}

/** Not in the template itself: PostgreSQL copies a database only while nobody is in it. */
async function onServer(template: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(template, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(url: URL, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}
