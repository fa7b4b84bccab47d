import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded'
import { migrate } from '@/lib/db/migrate'
import { prepareRoles } from '@/lib/db/roles'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { freePort } from '@/lib/testing/free-port'
import { start, type Server } from './processes'

/** The product's own processes as they are shipped (dist/), on a durable PostgreSQL of its own, empty but for a company. */
export type Product = Awaited<ReturnType<typeof startProduct>>

export async function startProduct() {
  const home = mkdtempSync(join(tmpdir(), 'lanyard-bench-'))
  chmodSync(home, 0o711)
  const postgres = await startEmbeddedPostgres(home, { log: () => undefined })
  const { ownerUrl } = postgres
  await migrate(ownerUrl, resolve('prisma/migrations'))
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  openDatabase(urls.authorityUrl)
  const [authorityPort, gatewayPort] = [await freePort(), await freePort()]
  const issuer = `http://localhost:${authorityPort}`
  const gatewayUrl = `http://localhost:${gatewayPort}`
  const addresses = { LANYARD_ISSUER: issuer, LANYARD_GATEWAY_URL: gatewayUrl, LANYARD_HOME: home }
  const servers: Server[] = []
  const stop = async () => {
    for (const server of servers.reverse()) await server.stop()
    await closeDatabase()
    await postgres.postmaster.stop()
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const authority = await start(
      'dist/authority.js',
      [],
      { ...addresses, DATABASE_URL: urls.authorityUrl, LANYARD_KEY_ENCRYPTION_KEY: kek.toString('base64url') },
      /"msg":"ready"/,
    )
    servers.push(authority)
    const staff: Staff = await makeStaff()
    return {
      home,
      ownerUrl,
      issuer,
      gatewayUrl,
      staff,
      authority,
      postgresPid: postgres.postmaster.pid,
      postgresVersion: await versionOf(ownerUrl),
      /** An empty database for somebody else, on the same server. */
      async databaseFor(name: string): Promise<string> {
        await onServer(ownerUrl, `create database ${name}`)
        const url = new URL(ownerUrl)
        url.pathname = `/${name}`
        return url.href
      },
      async startGateway(): Promise<Server> {
        const code = await issueEnrolmentCode(ownerUrl, 'gateway')
        const gateway = await start('dist/gateway.js', [], { ...addresses, LANYARD_ENROLMENT_CODE: code }, /gateway listens/)
        servers.push(gateway)
        await until(async () => (await fetch(`${gatewayUrl}/readyz`)).ok)
        return gateway
      },
      keep: (server: Server) => void servers.push(server),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

export async function until(condition: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition().catch(() => false))) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((done) => setTimeout(done, 50))
  }
}

async function onServer(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
const versionOf = async (url: string): Promise<string> => String((await onServer(url, 'show server_version')).rows[0]?.server_version)
