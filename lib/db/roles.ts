import { createHash } from 'node:crypto'
import pg from 'pg'
import { OperatorError } from '@/lib/kernel/operator-error'
import { ownerConnection } from './owner-connection'
import { scramVerifier } from './scram-verifier'

/** The group roles that the migrations make and give rights to. */
const GROUPS = ['lanyard_authority', 'lanyard_worker'] as const
type Group = (typeof GROUPS)[number]

export type ServiceUrls = Readonly<{ authorityUrl: string; workerUrl: string }>

/** What the start tells the database about its key-encryption key. */
export type Secrets = Readonly<{
  /** Names the key; kept with the roles, so that the next start can tell a missing or another key. */
  fingerprint: string
  /** A password of 32 bytes for one label, the same at every start. */
  derive: (label: string) => Buffer
}>

/**
 * One login role for each service of this database, a member of its group and of nothing else. The passwords come
 * from the key-encryption key: nothing has to be stored, and who has only the database cannot log in by them.
 */
export async function prepareRoles(ownerUrl: string, secrets: Secrets): Promise<ServiceUrls> {
  const client = await ownerConnection(ownerUrl)
  try {
    await client.query('BEGIN')
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('lanyard roles'))`)
    const urls: Partial<Record<Group, string>> = {}
    for (const group of GROUPS) {
      const login = loginName(group, client.database ?? '')
      const password = secrets.derive(`database role ${login}`).toString('base64url')
      await prepareLogin(client, { group, login, verifier: scramVerifier(password, secrets.derive(`salt ${login}`)) })
      await client.query(`COMMENT ON ROLE ${pg.escapeIdentifier(login)} IS ${pg.escapeLiteral(secrets.fingerprint)}`)
      urls[group] = withLogin(ownerUrl, login, password)
    }
    await client.query('COMMIT')
    return { authorityUrl: urls.lanyard_authority ?? '', workerUrl: urls.lanyard_worker ?? '' }
  } catch (error) {
    throw explained(error as pg.DatabaseError, client.user)
  } finally {
    await client.end()
  }
}

/** The fingerprint of the key-encryption key that this database was last started with; null for a new database. */
export async function sealedWith(ownerUrl: string): Promise<string | null> {
  const client = await ownerConnection(ownerUrl)
  try {
    const { rows } = await client.query<{ fingerprint: string | null }>(
      `SELECT shobj_description(oid, 'pg_authid') AS fingerprint FROM pg_roles WHERE rolname = $1`,
      [loginName('lanyard_authority', client.database ?? '')],
    )
    return rows[0]?.fingerprint ?? null
  } finally {
    await client.end()
  }
}

async function prepareLogin(client: pg.Client, { group, login, verifier }: { group: Group; login: string; verifier: string }): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [login])
  const name = pg.escapeIdentifier(login)
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(verifier)}`)
  await client.query(`GRANT ${group} TO ${name}`)
}

/** Roles belong to the whole server, so the database is part of the name; PostgreSQL would cut it off at 63 bytes. */
function loginName(group: Group, database: string): string {
  const short = /^[a-z0-9_]{1,40}$/.test(database)
  return `${group}_${short ? database : createHash('sha256').update(database).digest('hex').slice(0, 32)}`
}

function withLogin(ownerUrl: string, login: string, password: string): string {
  const url = new URL(ownerUrl)
  if (url.host) {
    url.username = login
    url.password = password
  } else {
    // A socket, `postgresql:///database?host=/run/postgresql`: an address without a host has no place for a login.
    url.searchParams.set('user', login)
    url.searchParams.set('password', password)
  }
  return url.href
}

function explained(error: pg.DatabaseError, role: string | undefined): Error {
  if (error.code !== '42501') return error
  return new OperatorError(
    `the role \`${role}\` of DATABASE_URL may not make the roles that the services log in as: give it CREATEROLE, and ADMIN OPTION on ${GROUPS.join(' and ')} where these exist (${error.message})`,
  )
}
