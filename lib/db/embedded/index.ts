import pg from 'pg'
import type { Account } from './account'
import { DATABASE, openDataFolder, OWNER, type DataFolder } from './data-folder'
import { endOrphan } from './orphan'
import { launchPostmaster, type LaunchOptions, type Postmaster } from './postmaster'

export type EmbeddedPostgres = Readonly<{
  /** As the schema's owner, who migrates. */
  ownerUrl: string
  postmaster: Postmaster
  /** Who the server runs as; null when that is who we are. Nothing else should. */
  account: Account | null
  /** Starts a killed server again, on the same port, so that whoever was connected finds it. */
  relaunch(): Promise<Postmaster>
}>

/**
 * A PostgreSQL of our own, from the binaries in node_modules, with its data in `home`: a real server, the same as in
 * production, listening on this machine only.
 *
 * @param options.durable false for tests: faster, and a power cut may lose everything
 */
export async function startEmbeddedPostgres(home: string, options: LaunchOptions): Promise<EmbeddedPostgres> {
  const data = openDataFolder(home)
  await endOrphan(data)
  const postmaster = await launchPostmaster(data, options)
  const { port } = postmaster
  await createDatabase(port, data)
  return {
    ownerUrl: `postgresql://${OWNER}:${data.password}@127.0.0.1:${port}/${DATABASE}`,
    postmaster,
    account: data.account,
    relaunch: () => launchPostmaster(data, { ...options, port }),
  }
}

async function createDatabase(port: number, { password }: DataFolder): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: OWNER, password, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
