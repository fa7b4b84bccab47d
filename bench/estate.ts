// A large company for the benchmarks: N agents of P people, D delegations in chains of one to four, and E sealed events of a
// year with working hours, a few of whom do most. Filled set-based, and kept for the next benchmark where BENCH_KEEP says so.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded'
import { migrate, migrationsIn } from '@/lib/db/migrate'
import { prepareRoles, type ServiceUrls } from '@/lib/db/roles'
import { publishCheckpoints, type CheckpointSigner } from '@/lib/identity/ledger'
import { ENTRY_COLUMNS, leafHash, type LedgerRow } from '@/lib/identity/ledger/leaf'
import { trustedId } from '@/lib/kernel/ids'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { noteSigner } from '@/lib/tlog'
import { CHAIN_SQL, eventsSql, hopsSql, registrySql, SUMS_SQL, TENANT, type Sizes } from './estate-sql'

export { agentName, idOf, KIND, REVIEWED, TENANT, type Sizes } from './estate-sql'
export const tenantId = trustedId<'tenant'>(TENANT)
/** Signs the heads of an estate's log. */
export const signerOf: CheckpointSigner = (tenant) => noteSigner(`bench.example/log/${tenant}`, Buffer.alloc(32, 7))

type Filled = { at: string; seconds: number; rows_per_s: number }
export type Estate = { owner: pg.Client; ownerUrl: string; /** Of the postmaster. */ pid: number; /** Base64url, as the product takes it. */ keyEncryptionKey: string; urls: ServiceUrls; sizes: Sizes; filled: Filled; stop(): Promise<void> }

/** Hops whose events are written in one transaction. */
const STEP = 10_000
const SAMPLE = 500
const MIGRATIONS = resolve('prisma/migrations')
const FILLED_TABLES = ['person', 'agent', 'agent_revision', 'agent_key', 'mandate', 'delegation', 'run', 'ledger_entry', 'ledger_leaf']

/** BENCH_AGENTS, BENCH_PEOPLE, BENCH_DELEGATIONS and BENCH_EVENTS, where they are set; what depends on another follows it. */
export function sizesFrom(usual: { events: number } & Partial<Sizes>): Sizes {
  const asked = (name: string): number | undefined => (process.env[name] === undefined ? undefined : Number(process.env[name]))
  const events = asked('BENCH_EVENTS') ?? usual.events
  const agents = asked('BENCH_AGENTS') ?? usual.agents ?? Math.max(100, Math.round(events / 100))
  const people = asked('BENCH_PEOPLE') ?? usual.people ?? Math.max(20, Math.round(agents / 5))
  return { agents, people, delegations: tens(asked('BENCH_DELEGATIONS') ?? usual.delegations ?? events / 10), events }
}
/** Chains are laid out ten delegations at a time. */
const tens = (count: number): number => Math.ceil(count / 10) * 10

/**
 * An estate of these sizes: the one in BENCH_KEEP where that holds one, else a new one; kept there, or gone with `stop`.
 *
 * @throws where BENCH_KEEP holds an estate of other sizes: what took so long to fill is removed by hand
 */
export async function openEstate(sizes: Sizes, { keep = process.env['BENCH_KEEP'] }: { /** Null: gone with `stop`, whatever BENCH_KEEP says. */ keep?: string | null | undefined } = {}): Promise<Estate> {
  const home = keep ? resolve(keep) : mkdtempSync(join(tmpdir(), 'lanyard-bench-'))
  const stamp = join(home, 'estate.json')
  const kept = existsSync(stamp) ? (JSON.parse(readFileSync(stamp, 'utf8')) as { sizes: Sizes; filled: Filled | null }) : null
  if (kept && JSON.stringify(kept.sizes) !== JSON.stringify(sizes)) throw new Error(`${home} holds an estate of ${JSON.stringify(kept.sizes)} and not of ${JSON.stringify(sizes)}: remove it, or ask for that one`)
  if (kept?.filled === null) rmSync(home, { recursive: true }) // its fill did not end
  else if (!kept && keep && existsSync(join(home, 'postgres'))) throw new Error(`${home} holds a database that is no estate of a benchmark`)
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o711)
  const isFilled = Boolean(kept?.filled)
  if (!isFilled) writeFileSync(stamp, JSON.stringify({ sizes, filled: null }))

  const postgres = await startEmbeddedPostgres(home, { log: () => undefined })
  const owner = new pg.Client({ connectionString: postgres.ownerUrl })
  owner.on('error', () => undefined) // the database stops before it where something failed
  const stop = async () => {
    await owner.end().catch(() => undefined)
    await closeDatabase()
    await postgres.postmaster.stop()
    if (!keep) rmSync(home, { recursive: true, force: true })
  }
  try {
    // A kept estate is brought to the present schema as any installation is.
    const applied = await migrate(postgres.ownerUrl, MIGRATIONS)
    const kek = kekOf(join(home, 'estate.kek'))
    const urls = await prepareRoles(postgres.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
    await owner.connect()
    const filled = kept?.filled ?? (await fill(owner, urls, sizes))
    await sumUp(owner)
    if (isFilled && applied.length > 0) await owner.query('vacuum analyze')
    writeFileSync(stamp, JSON.stringify({ sizes, filled, schema: migrationsIn(MIGRATIONS).at(-1)?.name }))
    return { owner, ownerUrl: postgres.ownerUrl, pid: postgres.postmaster.pid, keyEncryptionKey: kek.toString('base64url'), urls, sizes, filled, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What the product counts as it is recorded, and would have by now; triggers are off while an estate is filled. */
async function sumUp(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ since: string }>('select xid::text as since from agent_use_cursor where id = 1')
  if (rows[0]?.since !== '0') return
  await owner.query(`set timezone = 'UTC'; set work_mem = '256MB'`)
  for (const sql of SUMS_SQL) await owner.query(sql)
  await owner.query('reset work_mem; analyze agent_tally, agent_use, agent_use_person')
}

/** The same at each opening: what a product that ran on it sealed must open again. */
function kekOf(file: string): KeyEncryptionKey {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 })
  return readFileSync(file) as Buffer as KeyEncryptionKey
}

async function fill(owner: pg.Client, urls: ServiceUrls, sizes: Sizes): Promise<Filled> {
  const began = performance.now()
  const said = (what: string) => process.stderr.write(`   ${((performance.now() - began) / 1000).toFixed(0)} s: ${what}\n`)
  await withoutCare(owner, async () => {
    await makeQuarters(owner)
    const indexes = await dropIndexes(owner)
    for (const sql of registrySql(sizes)) await owner.query(sql)
    said(`${sizes.agents} agents`)
    if (sizes.delegations > 0) await fillEvents(owner, sizes, said)
    for (const index of indexes) await owner.query(index)
    said(`${indexes.length} indexes`)
  })
  await owner.query('vacuum analyze')
  if (sizes.events > 0) {
    await owner.query('update ledger_cursor set xid = pg_current_xact_id(), updated_at = now()')
    await publish(urls)
    await compare(owner, sizes.events)
  }
  await owner.query('checkpoint')
  const seconds = Math.round((performance.now() - began) / 1000)
  said('filled')
  return { at: new Date().toISOString(), seconds, rows_per_s: Math.round(sizes.events / seconds) }
}

async function fillEvents(owner: pg.Client, sizes: Sizes, said: (what: string) => void): Promise<void> {
  await owner.query('set session_replication_role = replica') // what refers to what is right by how it is made
  for (const sql of [...hopsSql(sizes), ...CHAIN_SQL]) await owner.query(sql)
  said(`${sizes.delegations} delegations`)
  let [next, last]: [number, Buffer] = [0, Buffer.alloc(32)]
  for (let from = 1; from <= sizes.delegations; from += STEP) {
    const { rows } = await owner.query<{ count: number; last: Buffer | null }>({ text: eventsSql(), values: [from, Math.min(sizes.delegations, from + STEP - 1), next, last] })
    next += rows[0]?.count ?? 0
    last = rows[0]?.last ?? last
    if ((from - 1) % (STEP * 10) === 0) said(`${next} events`)
  }
  await owner.query('drop table estate_hop; reset session_replication_role')
  if (next !== sizes.events) throw new Error(`${next} events were written, and not ${sizes.events}`)
}

/** The partitions of the year that is filled, as they would be there had it passed here; the ledger has none in schemas of before. */
async function makeQuarters(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ parted: boolean }>(`select to_regprocedure('ledger_make_partition(text,uuid,uuid)') is not null as parted`)
  if (!rows[0]?.parted) return
  await owner.query('alter table ledger_entry detach partition ledger_before; drop table ledger_before')
  await owner.query(`select ledger_make_partition('ledger_' || to_char(q, 'YYYY"_q"Q'), ledger_id_at(q), ledger_id_at(q + interval '3 months'))
    from (select date_trunc('quarter', now() at time zone 'UTC') as this) t, generate_series(this - interval '12 months', this - interval '3 months', interval '3 months') q`)
  await owner.query('select ledger_make_partitions()')
}

/** Without vacuums and waits for the disk: what is lost with a crash is filled again. */
async function withoutCare(owner: pg.Client, work: () => Promise<void>): Promise<void> {
  for (const setting of ['max_wal_size = \'4GB\'', 'autovacuum = off']) await owner.query(`alter system set ${setting}`)
  await owner.query('select pg_reload_conf()')
  await owner.query(`set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '256MB'; set timezone = 'UTC'`)
  await work()
  await owner.query('reset synchronous_commit; reset work_mem')
  await owner.query('alter system reset all')
  await owner.query('select pg_reload_conf()')
}

/** Takes the indexes away that no constraint rests on; what makes them again. */
async function dropIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; made: string }>(
    `select i.indexrelid::regclass::text as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as made from pg_index i
     where i.indrelid = any($1::text[]::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [FILLED_TABLES],
  )
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  return rows.map(({ made }) => made)
}

/** Tree and signed head of the log, by what the product makes them with. */
async function publish(urls: ServiceUrls): Promise<void> {
  openDatabase(urls.authorityUrl)
  while ((await publishCheckpoints(signerOf)).more);
  await closeDatabase()
}

/** That what was sealed in SQL is what the product would have sealed: some entries, from the first to the last. */
async function compare(owner: pg.Client, events: number): Promise<void> {
  const positions = Array.from({ length: SAMPLE }, (_, n) => Math.floor((n * (events - 1)) / (SAMPLE - 1)))
  const { rows } = await owner.query<LedgerRow & { leaf_hash: Buffer }>(`select ${ENTRY_COLUMNS}, l.leaf_hash from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = $1 and l.position = any($2::bigint[])`, [TENANT, positions])
  const wrong = rows.filter(({ leaf_hash, ...row }) => !leafHash(row).equals(leaf_hash))
  if (wrong[0] || rows.length !== new Set(positions).size) throw new Error(`the entry ${wrong[0]?.id} is not sealed as it should be`)
}
