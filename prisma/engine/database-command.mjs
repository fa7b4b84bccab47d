import pg from 'pg'
import { log } from './log.mjs'

const ALREADY_EXISTS = ['42P04', '23505']
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT']

/** `cli can-connect-to-database | create-database | drop-database`: the engine's second way of being called. */
export async function runDatabaseCommand(command, url) {
  const address = new URL(url)
  const database = decodeURIComponent(address.pathname.slice(1)) || 'postgres'
  const name = pg.escapeIdentifier(database)
  try {
    if (command === 'can-connect-to-database') await on(address, database)
    else if (command === 'create-database') await on(address, 'postgres', `CREATE DATABASE ${name}`)
    else if (command === 'drop-database') await on(address, 'postgres', `DROP DATABASE ${name} WITH (FORCE)`)
    else throw new Error(`unknown command ${command}`)
    return 0
  } catch (error) {
    if (command === 'create-database' && ALREADY_EXISTS.includes(error.code)) return 0 // another process was first
    const [code, message] = prismaError(error, address, database)
    process.stderr.write('\n')
    log('ERROR', message, { error_code: code, is_panic: false })
    return 1
  }
}

async function on(address, database, statement) {
  const there = new URL(address)
  there.pathname = `/${encodeURIComponent(database)}`
  there.searchParams.delete('schema') // Prisma's, unknown to PostgreSQL
  const client = new pg.Client({ connectionString: there.href })
  await client.connect()
  try {
    if (statement) await client.query(statement)
  } finally {
    await client.end()
  }
}

function prismaError(error, { hostname, port }, database) {
  if (error.code === '3D000') return ['P1003', `Database \`${database}\` does not exist`]
  if (error.code === '28P01') return ['P1000', `Authentication failed against database server at \`${hostname}\``]
  if (UNREACHABLE.includes(error.code)) return ['P1001', `Can't reach database server at \`${hostname}:${port || 5432}\``]
  return ['P1011', error.message]
}
