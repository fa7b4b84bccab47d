import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '@/generated/prisma/client'
import { Fault } from '@/lib/kernel/fault'

/** Bounds: a statement that takes longer than this is a fault, not a wait (milliseconds). */
const STATEMENT_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 3_000
/** The same for a batch: who waits for a token or a call has given up by then. */
const BATCH_TIMEOUT_MS = 5_000
/** A server that does not even cancel has stopped: its connection is given up this much later. */
const SILENCE_MS = 1_000

/** Connections that only commands take which hold a lock, and must not wait behind pages: a wide halt, a restore. */
const RESERVED_CONNECTIONS = 2

/** Plain ones of a halt, which nothing else takes. */
const HALT_CONNECTIONS = 2

/** Connections of the batches that issue and record: few, since a batch holds one and there are two of a kind at most. */
const BATCH_CONNECTIONS = 6

/** Connections of verbs that read by plain SQL: a search of ten million entries must not hold up the hot path. */
const READ_CONNECTIONS = 6

type Database = { prisma: PrismaClient; reserved: PrismaClient; halts: pg.Pool; hot: pg.Pool; batch: pg.Pool; reads: pg.Pool; url: string }
let open: Database | null = null

/**
 * Opens this process's ways into the database: Prisma for management commands and queries (with a few connections
 * kept for a halt), and a plain pool for the token path, where Prisma costs three to seven times as much.
 */
export function openDatabase(url: string, size: { prisma: number; hot: number } = { prisma: 10, hot: 8 }): void {
  if (open) throw new Fault('database is already open')
  const shared = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + SILENCE_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  }
  const hot = plainPool({ ...shared, max: size.hot, application_name: 'lanyard-hot' })
  const batch = plainPool({
    ...shared,
    max: BATCH_CONNECTIONS,
    application_name: 'lanyard-batch',
    pipeline: true,
    // A plan is kept, and one that was made while a table had ten rows would read all of it when it has a million.
    options: '-c enable_seqscan=off',
    statement_timeout: BATCH_TIMEOUT_MS,
    query_timeout: BATCH_TIMEOUT_MS + SILENCE_MS,
  })
  // One stays: what it has planned is worth more than the connection.
  const reads = plainPool({ ...shared, max: READ_CONNECTIONS, min: 1, application_name: 'lanyard-reads', pipeline: true })
  // One stays here, too: a halt comes once in a month, and must not wait until it is connected and everything is planned.
  const halts = plainPool({ ...shared, max: HALT_CONNECTIONS, min: 1, application_name: 'lanyard-halts', pipeline: true, keepAlive: true, options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan' })
  const client = (max: number, application_name: string) =>
    new PrismaClient({ adapter: new PrismaPg({ ...shared, max, application_name }, { onPoolError: () => undefined }) })
  open = { url, halts, hot, batch, reads, prisma: client(size.prisma, 'lanyard'), reserved: client(RESERVED_CONNECTIONS, 'lanyard-reserved') }
}

function plainPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  // A connection lost while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for one lost while in use between two statements: the next statement fails, and who uses it hears that.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

function database(): Database {
  if (!open) throw new Fault('database is not open')
  return open
}

export const prisma = (): PrismaClient => database().prisma
/** For commands that hold a lock and must get through when every other connection is taken. */
export const reservedPrisma = (): PrismaClient => database().reserved
/** Plain connections for the hot path. Every use sets `lanyard.tenant` itself. */
export const hotPool = (): pg.Pool => database().hot
/** Connections that send a statement before the one before it is answered; for lib/db/batch.ts, which knows how. */
export const batchPool = (): pg.Pool => database().batch
/** Plain connections for lib/db/plain-transaction.ts. */
export const haltPool = (): pg.Pool => database().halts
/** Plain connections for lib/db/plain-read.ts. */
export const readPool = (): pg.Pool => database().reads
export const databaseUrl = (): string => database().url

export async function closeDatabase(): Promise<void> {
  if (!open) return
  const { prisma: usual, reserved, halts, hot, batch, reads } = open
  open = null
  await Promise.all([usual.$disconnect(), reserved.$disconnect(), halts.end(), hot.end(), batch.end(), reads.end()])
}
