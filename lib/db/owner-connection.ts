import pg from 'pg'
import { OperatorError } from '@/lib/kernel/operator-error'

const CONNECT_TIMEOUT_MS = 10_000

/** A connection as the schema's owner, for the start alone; what can be wrong with DATABASE_URL is told in a sentence. */
export async function ownerConnection(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'lanyard-start' })
  client.on('error', () => undefined) // a lost connection fails the query that runs, and needs no second report
  try {
    await client.connect()
    return client
  } catch (error) {
    throw new OperatorError(problem(error as NodeJS.ErrnoException, client))
  }
}

function problem(error: NodeJS.ErrnoException, { host, port, user, database }: pg.Client): string {
  switch (error.code) {
    case '28P01':
    case '28000':
      return `PostgreSQL at \`${host}:${port}\` does not let in the role \`${user}\` of DATABASE_URL: ${error.message}`
    case '3D000':
      return `the database \`${database}\` of DATABASE_URL does not exist: make it with createdb`
    case '42501':
      return `the role \`${user}\` of DATABASE_URL may not connect to the database \`${database}\``
    case '53300':
      return `PostgreSQL at \`${host}:${port}\` has no connection left for Lanyard: raise its max_connections`
    default:
      return `PostgreSQL at \`${host}:${port}\` (DATABASE_URL) cannot be reached: ${error.message || error.code}`
  }
}
