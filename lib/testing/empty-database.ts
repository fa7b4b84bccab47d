import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { prepareRoles } from '@/lib/db/roles'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf } from '@/lib/secrets/key-encryption-key'
import type { TestDatabase } from './database'

const asOwner = async <Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

export type EmptyDatabase = {
  ownerUrl: string
  name: string
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>
  /** With the services' roles, once something was restored into it. */
  asServices(): Promise<TestDatabase>
  drop(): Promise<void>
}

/** A database beside the test's own, with nothing in it: no schema, no rows. */
export async function emptyDatabase(beside: TestDatabase): Promise<EmptyDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(beside.ownerUrl, `create database ${name} template template0`)
  const url = new URL(beside.ownerUrl)
  url.pathname = `/${name}`
  const kek = beside.keyEncryptionKey
  return {
    ownerUrl: url.href,
    name,
    query: (text) => asOwner(url.href, text),
    asServices: async () => ({
      ownerUrl: url.href,
      keyEncryptionKey: kek,
      ...(await prepareRoles(url.href, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })),
    }),
    drop: async () => void (await asOwner(beside.ownerUrl, `drop database ${name} with (force)`)),
  }
}
