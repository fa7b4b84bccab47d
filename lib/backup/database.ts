import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { startEmbeddedPostgres } from '@/lib/db/embedded'
import { runningPostgres } from '@/lib/db/embedded/attach'
import { ownerConnection } from '@/lib/db/owner-connection'
import type { OperatorEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import { takeLock } from '@/scripts/process-lock.mjs'

type Opened = { client: pg.Client; ownerUrl: string }

/**
 * Runs `work` on the database as its owner: the one of DATABASE_URL, or the embedded one, which is started for as long
 * as this takes when nobody runs it.
 *
 * @param alone refuse while Lanyard runs on the home; otherwise its running database is used
 */
export async function withDatabase<T>({ home, databaseUrl }: OperatorEnvironment, alone: boolean, work: (opened: Opened) => Promise<T>): Promise<T> {
  if (databaseUrl) return connected(databaseUrl, work)
  if (!alone && !existsSync(join(home, 'postgres'))) throw new OperatorError(`there is no database in \`${home}\`: set LANYARD_HOME to the home of an installation, or DATABASE_URL`)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const lock = takeLock(join(home, 'supervisor.lock'))
  if (!lock.release) {
    if (alone) throw new OperatorError(`Lanyard is running in \`${home}\` (process ${lock.heldBy}): stop it first; nothing was changed`)
    return connected(runningPostgres(home), work)
  }
  try {
    const server = await startEmbeddedPostgres(home, { log: () => undefined })
    try {
      return await connected(server.ownerUrl, work)
    } finally {
      await server.postmaster.stop()
    }
  } finally {
    lock.release()
  }
}

async function connected<T>(ownerUrl: string, work: (opened: Opened) => Promise<T>): Promise<T> {
  const client = await ownerConnection(ownerUrl)
  try {
    return await work({ client, ownerUrl })
  } finally {
    await client.end()
  }
}
