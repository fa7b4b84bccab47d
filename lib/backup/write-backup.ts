import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { OperatorError } from '@/lib/kernel/operator-error'
import { frameOf, FORMAT, FORMAT_VERSION, newHash, type Header, type Trailer } from './format'
import { appliedMigrations, COPY_SETTINGS, sequencesOf, tablesOf, type Table } from './tables'

export type Written = Trailer & { created_at: string }

/**
 * Writes the whole database to `file`, as of one moment: everything is read in one repeatable-read transaction while
 * the services go on. The file gets its name when it is complete and on the disk, and only its owner may read it.
 */
export async function writeBackup(client: pg.Client, file: string, keyEncryptionKey: string | null): Promise<Written> {
  const draft = `${file}.${process.pid}.part`
  const handle = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`\`${file}\` cannot be written: ${error.message}`)
  })
  await handle.close()
  try {
    const written = await writeTo(client, draft, keyEncryptionKey)
    const done = await open(draft, 'r+')
    await done.sync()
    await done.close()
    await rename(draft, file)
    return written
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function writeTo(client: pg.Client, draft: string, keyEncryptionKey: string | null): Promise<Written> {
  const gzip = createGzip()
  const target = gzip.pipe(createWriteStream(draft, { flags: 'r+', mode: 0o600 }))
  const failed = new Promise<never>((_, reject) => [gzip, target].forEach((stream) => stream.once('error', reject)))
  failed.catch(() => undefined)
  const hash = newHash()
  const put = async (frame: Buffer, hashed = true) => {
    if (hashed) hash.update(frame)
    if (!gzip.write(frame)) await Promise.race([once(gzip, 'drain'), failed])
  }

  await client.query('begin isolation level repeatable read, read only')
  try {
    await client.query(COPY_SETTINGS)
    const { rows: now } = await client.query<{ now: Date }>('select now()')
    const header: Header = {
      format: FORMAT,
      version: FORMAT_VERSION,
      created_at: (now[0]?.now ?? new Date()).toISOString(),
      migrations: await appliedMigrations(client),
      key_encryption_key: keyEncryptionKey,
      sequences: await sequencesOf(client),
    }
    if (header.migrations.length === 0) throw new OperatorError('there is nothing of Lanyard in this database')
    await put(frameOf('H', header))
    const sum = { tables: 0, rows: 0 }
    for (const table of await tablesOf(client)) {
      const rows = await putTable(client, table, put)
      sum.tables += 1
      sum.rows += rows
    }
    const trailer: Trailer = { ...sum, sha256: hash.digest('hex') }
    await put(frameOf('Z', trailer), false)
    gzip.end()
    await Promise.race([once(target, 'close'), failed])
    return { ...trailer, created_at: header.created_at }
  } finally {
    await client.query('rollback').catch(() => undefined)
    gzip.destroy()
  }
}

async function putTable(client: pg.Client, { name, columns, select }: Table, put: (frame: Buffer) => Promise<void>): Promise<number> {
  await put(frameOf('T', { table: name, columns }))
  const hash = newHash()
  let rows = 0
  for await (const piece of client.query(copyTo(`copy (${select}) to stdout`)) as AsyncIterable<Buffer>) {
    hash.update(piece)
    for (const byte of piece) if (byte === NEWLINE) rows += 1
    await put(frameOf('D', piece))
  }
  await put(frameOf('E', { table: name, rows, sha256: hash.digest('hex') }))
  return rows
}

/** COPY's text format ends every row with one, and writes those within a value as `\n`. */
const NEWLINE = 0x0a
