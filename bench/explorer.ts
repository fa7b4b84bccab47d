// What an analyst waits for, and how it grows with the record: the explorer's own verbs, as the authority runs them behind
// row-level security, against plain indexed SQL without it, in turn on the same rows; at a tenth, at three tenths and at all
// of the events.
import type pg from 'pg'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import type { Actor } from '@/lib/identity/actor'
import { getChain } from '@/lib/identity/delegation'
import { getEvent, listEvents } from '@/lib/identity/ledger'
import { trustedId } from '@/lib/kernel/ids'
import { idOf, KIND, openEstate, sizesFrom, TENANT, tenantId, type Estate, type Sizes } from './estate'
import { budget, machine, report, rounded, spread } from './harness'
import { machineSpeed } from './machine-speed'

const SIZES = sizesFrom({ agents: 10_000, events: 1_000_000 })
/** Events of each estate that is measured, ascending; BENCH_KEEP keeps the last. */
const CURVE = process.env['BENCH_CURVE']?.split(',').map(Number) ?? [SIZES.events / 10, (SIZES.events * 3) / 10, SIZES.events]
const QUERIES = 60
const PAGE = 50
const WARM = 10
/** Plain SQL that takes longer is ended, and counted as this: two words that never meet make it read the whole record, each time anew. */
const PLAIN_MS_MAX = 2_000
const QUERY_CANCELED = '57014'

const actor: Actor = { kind: 'person', tenantId, id: trustedId(idOf(KIND.person, 1)), name: 'Analyst', role: 'analyst', session: 's' }
type Measured = Awaited<ReturnType<typeof measure>>

const measured: Measured[] = []
const speed = machineSpeed()
let version = ''
for (const events of CURVE) {
  const isLast = events === CURVE.at(-1)
  const sizes: Sizes = { ...SIZES, events, delegations: Math.max(10, Math.ceil((SIZES.delegations * events) / SIZES.events / 10) * 10) }
  const estate = await openEstate(sizes, isLast ? {} : { keep: null })
  try {
    openDatabase(estate.urls.authorityUrl)
    version = String((await estate.owner.query('select version()')).rows[0].version)
    measured.push(await measure(estate))
    process.stderr.write(`${JSON.stringify(measured.at(-1)?.results)}\n`)
  } finally {
    await closeDatabase()
    await estate.stop()
  }
}
const largest = measured.at(-1) as Measured
report('explorer', {
  benchmark: 'reading the record: chains, pages and words',
  machine: machine(version),
  speed: speed.result(),
  ...largest,
  /** p95 of each, in ms, by the number of events. */
  growth: Object.fromEntries(Object.keys(largest.results).map((name) => [name, Object.fromEntries(measured.map(({ shape, results }) => [shape.events, results[name]?.ours_ms.p95]))])),
  budgets: kindsOf(null, []).flatMap(({ name, bound }) => (bound === undefined ? [] : [budget(`${name}, p95 ms`, largest.results[name]?.ours_ms.p95 ?? Number.NaN, 'at most', bound, speed.speed())])),
})

type Sample = { id: string; delegation_id: string; run_id: string; root_person_id: string; purpose: string; hour: Date }
type Query = (sample: Sample, n: number) => Promise<unknown>
type Kind = { name: string; bound?: number; ours: Query; plain: Query }

/** Each with the least that plain SQL does over the same indexes. People and agents are asked for from the busiest to the rarest. */
function kindsOf(owner: pg.Client | null, busiest: { person: string; agent: string }[]): Kind[] {
  const list = (filter: (sample: Sample, n: number) => object): Query => async (sample, n) => done(await listEvents(actor, { limit: PAGE, ...filter(sample, n) }))
  const sql = async (text: string, values: unknown[]) => {
    try {
      return (await owner?.query(text, values))?.rowCount
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== QUERY_CANCELED) throw thrown
      return null
    }
  }
  const newest = (where: string, values: (sample: Sample, n: number) => unknown[]): Query => (sample, n) =>
    sql(`select * from ledger_entry where tenant_id = '${TENANT}' and action <> 'tool.outcome' and ${where} order by occurred_at desc, id desc limit ${PAGE}`, values(sample, n))
  const WORDS = `ledger_words(actor_name, subject_name, tool_server, tool, purpose, reason, result, detail) @@ to_tsquery('simple', $1)`
  const one = (n: number) => busiest[n] ?? { person: '', agent: '' }
  const frequent = (n: number): string => ['allowed', 'invoices', 'tool_7', 'denied scope', 'server-3'][n % 5] ?? ''
  const hourOf = ({ hour }: Sample) => [hour.toISOString(), new Date(hour.getTime() + 3_600_000).toISOString()] as const
  return [
    { name: 'the chain of an event', bound: 5, ours: async ({ delegation_id }) => done(await getChain(actor, { delegationId: delegation_id })), plain: ({ delegation_id }) => sql('with recursive up as (select * from delegation where id = $1 union all select d.* from delegation d join up on d.id = up.parent_id) select * from up', [delegation_id]) },
    { name: 'one event with its decision', bound: 5, ours: async ({ id }) => done(await getEvent(actor, { eventId: id })), plain: ({ id }) => sql('select * from ledger_entry where id = $1', [id]) },
    { name: 'newest page', bound: 50, ours: list(() => ({})), plain: newest('true', () => []) },
    { name: 'in one person’s name', bound: 50, ours: list((_, n) => ({ person: one(n).person })), plain: newest('root_person_id = $1', (_, n) => [one(n).person]) },
    { name: 'in one person’s name, of one hour', bound: 50, ours: list((s) => ({ person: s.root_person_id, since: hourOf(s)[0], until: hourOf(s)[1] })), plain: newest('root_person_id = $1 and occurred_at >= $2 and occurred_at < $3', (s) => [s.root_person_id, ...hourOf(s)]) },
    { name: 'below one agent', bound: 50, ours: list((_, n) => ({ agent: one(n).agent })), plain: newest('agent_id = $1', (_, n) => [one(n).agent]) },
    { name: 'of one run', bound: 50, ours: list(({ run_id }) => ({ run: run_id })), plain: newest('run_id = $1', ({ run_id }) => [run_id]) },
    { name: 'of one delegation', bound: 50, ours: list(({ delegation_id }) => ({ delegation: delegation_id })), plain: newest('delegation_id = $1', ({ delegation_id }) => [delegation_id]) },
    { name: 'of one server', bound: 200, ours: list((_, n) => ({ server: `server-${n % 40}` })), plain: newest('tool_server = $1', (_, n) => [`server-${n % 40}`]) },
    { name: 'denied, of one server', bound: 200, ours: list((_, n) => ({ result: 'denied', server: `server-${n % 40}` })), plain: newest(`result = 'denied' and tool_server = $1`, (_, n) => [`server-${n % 40}`]) },
    { name: 'denied, in one person’s name', bound: 200, ours: list((_, n) => ({ result: 'denied', person: one(n).person })), plain: newest(`result = 'denied' and root_person_id = $1`, (_, n) => [one(n).person]) },
    { name: 'words: rare', bound: 200, ours: list(({ purpose }) => ({ text: purpose })), plain: newest(WORDS, ({ purpose }) => [purpose.replace('-', ' & ')]) },
    { name: 'words: frequent', bound: 200, ours: list((_, n) => ({ text: frequent(n) })), plain: newest(WORDS, (_, n) => [frequent(n).replace(/[ _-]/g, ' & ')]) },
    { name: 'words: two, of one person', bound: 200, ours: list((_, n) => ({ text: `invoices tool_${n}`, person: one(n).person })), plain: newest(`${WORDS} and root_person_id = $2`, (_, n) => [`invoices & tool & ${n}`, one(n).person]) },
    { name: 'words: two that never meet', bound: 200, ours: list(() => ({ text: 'invoice ledger' })), plain: newest(WORDS, () => ['invoice & ledger']) },
    { name: 'words: none has them', bound: 200, ours: list((_, n) => ({ text: `nothing${n}` })), plain: newest(WORDS, (_, n) => [`nothing${n}`]) },
  ] // prettier-ignore
}

async function measure({ owner, sizes, filled }: Estate) {
  const positions = Array.from({ length: QUERIES }, (_, n) => Math.floor((sizes.events * (n + 0.5)) / QUERIES))
  const { rows: samples } = await owner.query<Sample>(
    `select e.id, e.delegation_id, e.run_id, e.root_person_id, e.purpose, date_trunc('hour', e.occurred_at) as hour from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = $1 and l.position = any($2::bigint[]) order by l.position`,
    [TENANT, positions],
  )
  const ranked = await byRank(owner)
  await owner.query(`set statement_timeout = ${PLAIN_MS_MAX}`)
  const results: Record<string, { ours_ms: ReturnType<typeof spread>; plain_sql_ms: ReturnType<typeof spread>; ratio_p50: number }> = {}
  for (const { name, ours, plain } of kindsOf(owner, ranked)) {
    const [mine, theirs]: [number[], number[]] = [[], []]
    for (const [n, sample] of samples.slice(0, WARM).entries()) await ours(sample, n) // what is planned once a connection, and what is read from the disk
    for (const [n, sample] of samples.entries()) {
      mine.push(await timed(() => ours(sample, n)))
      theirs.push(await timed(() => plain(sample, n)))
    }
    speed.sample()
    const [a, b] = [spread(mine), spread(theirs)]
    results[name] = { ours_ms: a, plain_sql_ms: b, ratio_p50: rounded(a.p50 / b.p50) }
  }
  await owner.query('reset statement_timeout')
  const { rows } = await owner.query(`select pg_size_pretty(sum(pg_table_size(c.oid))) as table, pg_size_pretty(sum(pg_indexes_size(c.oid))) as indexes from pg_class c
    where c.relkind = 'r' and (c.oid = 'ledger_entry'::regclass or c.oid in (select inhrelid from pg_inherits where inhparent = 'ledger_entry'::regclass))`)
  return { shape: { ...sizes, ...rows[0] }, filled, results }
}

/** People and agents by how much there is of them, from the first to the last that has anything. */
async function byRank(owner: pg.Client): Promise<{ person: string; agent: string }[]> {
  const ids = async (column: string): Promise<string[]> => (await owner.query<{ id: string }>(`select ${column} as id from delegation group by 1 order by count(*) desc, 1`)).rows.map(({ id }) => id)
  const [people, agents] = [await ids('root_person_id'), await ids('agent_id')]
  const at = (of: string[], n: number): string => of[Math.floor(of.length * (n / QUERIES) ** 4)] ?? ''
  return Array.from({ length: QUERIES }, (_, n) => ({ person: at(people, n), agent: at(agents, n) }))
}

function done(result: { ok: true; value: unknown } | { ok: false; refusal: { code: string } }): void {
  if (!result.ok) throw new Error(result.refusal.code)
  if (result.value === null) throw new Error('what was asked for is not there')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
