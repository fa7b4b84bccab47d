import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

/**
 * Fields, never a connection string: pg lets the string's database win over the field, and what should be the
 * shadow database would be the real one.
 */
export function connectionFields(url) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslmode = searchParams.get('sslmode')
  return {
    schema: searchParams.get('schema') ?? undefined,
    connection: {
      host: decodeURIComponent(hostname),
      port: Number(port || 5432),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      ssl: sslmode && sslmode !== 'disable' ? { rejectUnauthorized: sslmode.startsWith('verify-') } : undefined,
    },
  }
}

/** adapter-pg with what the schema engine needs and queries do not: shadow databases, catalogue types, whole scripts. */
export class EngineAdapterFactory extends PrismaPg {
  #connection
  #options

  constructor(connection, options) {
    super(connection, options)
    this.#connection = connection
    this.#options = options
  }

  async connect() {
    return takeWholeScripts(understandChar(await super.connect()))
  }

  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`
    const admin = new pg.Client(this.#connection)
    await admin.connect()
    await admin.query(`CREATE DATABASE "${database}" TEMPLATE template0`)
    const adapter = await new EngineAdapterFactory({ ...this.#connection, database }, this.#options).connect()
    const dispose = adapter.dispose.bind(adapter)
    adapter.dispose = async () => {
      await dispose() // first the pool, or it would report its connections as lost
      await admin.query(`DROP DATABASE "${database}" WITH (FORCE)`)
      await admin.end()
    }
    return adapter
  }
}

/** adapter-pg splits a script at every semicolon, also inside `$$` bodies; PostgreSQL takes it whole. */
function takeWholeScripts(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}

const CHAR_OID = 18 // "char", which only PostgreSQL's catalogues use; adapter-pg does not know it
const TEXT_OID = 25
const CHARACTER_COLUMN = 6
let taught = false

/** Reads "char" columns as text, and reports them to the engine as characters, which it insists on. */
function understandChar(adapter) {
  if (taught) return adapter
  taught = true
  const queryable = Object.getPrototypeOf(Object.getPrototypeOf(adapter)) // shared with the adapter's transactions
  const { performIO, queryRaw } = queryable
  queryable.performIO = async function (query) {
    const result = await performIO.call(this, query)
    query.charColumns = (result?.fields ?? []).flatMap((field, index) => {
      if (field.dataTypeID !== CHAR_OID) return []
      field.dataTypeID = TEXT_OID
      return [index]
    })
    return result
  }
  queryable.queryRaw = async function (query) {
    const own = { ...query }
    const set = await queryRaw.call(this, own)
    for (const index of own.charColumns ?? []) set.columnTypes[index] = CHARACTER_COLUMN
    return set
  }
  return adapter
}
