// Writing, sealing, proving and verifying the record, on a log that is large already: the product's own path (batches of
// entries in durable transactions, and the sequencer beside them in the same process, as in the authority), in turn with the
// least that keeps a chain of the same entries on the same disk, and with COPY; then an export, verified by what
// `lanyard verify` runs.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { digestBeside, verifyExport } from '@/lib/evidence'
import type { Actor } from '@/lib/identity/actor'
import { appendBatch, exportLedger, getProof, publishCheckpoints, sequence, startSequencer, type HotEntry } from '@/lib/identity/ledger'
import { newId, trustedId } from '@/lib/kernel/ids'
import { idOf, KIND, openEstate, signerOf, sizesFrom, TENANT, tenantId, type Estate } from './estate'
import { alternate, budget, machine, median, report, rounded, spread } from './harness'
import { machineSpeed } from './machine-speed'

const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 50_000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const EXPORTED = Number(process.env['BENCH_EXPORTED'] ?? 300_000)
/** As many as a batch of records or of tokens takes, and as many batches at a time. */
const [BATCH, LANES] = [256, 2]
/** Entries a second that are promised, and for how long they are written at that rate. */
const [RATE, SECONDS] = [10_000, Number(process.env['BENCH_SECONDS'] ?? 15)]
const PROOFS = 60
const LOOK_MS = 20

const actor: Actor = { kind: 'person', tenantId, id: trustedId(idOf(KIND.person, 2)), name: 'Person 2', role: 'admin', session: 's' }
const estate = await openEstate(sizesFrom({ agents: 10_000, events: 1_000_000 }), { keep: null })
const speed = machineSpeed()
const folder = mkdtempSync(join(tmpdir(), 'lanyard-export-'))
try {
  openDatabase(estate.urls.authorityUrl)
  report('ledger', await measure(estate))
} finally {
  await estate.stop()
  rmSync(folder, { recursive: true })
}

async function measure({ owner, sizes, filled }: Estate) {
  const [{ version }] = (await owner.query('select version()')).rows
  await owner.query(`create table bench_floor (id uuid primary key, entry jsonb not null, link bytea not null); create table bench_copied (like ledger_entry including defaults); create index on bench_copied (tenant_id, occurred_at desc, id desc)`)
  await writeAndSeal(owner, entriesOf(5_000)) // warm
  const contenders = [
    { name: 'ours', run: (entries: HotEntry[]) => writeAndSeal(owner, entries) },
    { name: 'one writer, group commit, chain', run: (entries: HotEntry[]) => oneWriter(owner, entries) },
    { name: 'COPY', run: (entries: HotEntry[]) => copied(owner, entries) },
  ]
  const written = await alternate(contenders, ROUNDS, async ({ run }) => {
    speed.sample()
    const entries = entriesOf(ENTRIES)
    return ENTRIES / (await run(entries))
  })
  const steady = await atRate(owner)
  const heads = await checkpoints()
  const proofs = await prove(owner)
  speed.sample()
  const verified = await exportAndVerify()
  speed.sample()
  const rates = (name: string) => written.get(name)?.map((rate) => Math.round(rate)) ?? []
  const ratio = (name: string) => rounded(median(rates('ours').map((rate, round) => rate / (rates(name)[round] ?? Number.NaN))), 3)
  return {
    benchmark: 'entries written, sealed, proven and verified',
    machine: machine(version),
    speed: speed.result(),
    shape: { ...sizes, entry_bytes: Math.round(JSON.stringify(entriesOf(1)[0]).length) },
    filled,
    durable_and_sealed_per_s: Object.fromEntries(contenders.map(({ name }) => [name, rates(name)])),
    ratio_to_one_writer: ratio('one writer, group commit, chain'),
    ratio_to_copy: ratio('COPY'),
    at_the_promised_rate: steady,
    checkpoint_ms: heads,
    proof: proofs,
    verify: verified,
    budgets: [
      budget('durable sealed entries/s, median', median(rates('ours')), 'at least', 10_000, speed.speed()),
      budget(`entry to sealed at ${steady.written_per_s} entries/s, p99, ms`, steady.committed_to_sealed_ms.p99, 'at most', 1_000, speed.speed()),
      budget('entries verified/s, median', median(verified.entries_per_s), 'at least', 150_000, speed.speed()),
      budget(`path of a proof at ${sizes.events} entries, bytes`, proofs.path_bytes, 'at most', 1_024),
    ],
  }
}

/** A call that the gateway recorded, with all that was checked, and its outcome. */
function entriesOf(count: number): HotEntry[] {
  return Array.from({ length: Math.ceil(count / 2) }, (_, n): HotEntry[] => {
    const [agent, above, person, delegation, mandate] = [idOf(KIND.agent, 1 + (n % 997)), idOf(KIND.agent, 1 + (n % 89)), idOf(KIND.person, 3 + (n % 40)), newId(), idOf(KIND.mandate, 1 + (n % 997))]
    const point = { id: idOf(KIND.server, 1), name: 'gateway' }
    const common = {
      tenantId: TENANT, occurredAt: new Date(), actor: { kind: 'agent' as const, id: agent, name: `agent-${n % 997}` }, rootPersonId: person, agentId: agent, chain: [above, agent],
      delegationId: delegation, mandateId: mandate, runId: 'JIagT2--oT2JhQywTy-0U26xkntGatdKCX7p3SxcW0g', toolServer: `server-${n % 40}`, tool: `tool_${n % 300}`, purpose: `FIN-${n % 500}`,
    } // prettier-ignore
    const by = { sub: above, iss: 'https://lanyard.bench.example', sub_profile: 'ai_agent' }
    const call: HotEntry = {
      ...common, id: newId(), action: 'tool.call', result: 'allowed',
      detail: {
        point,
        decision: ['signature', 'audience', 'expiry', 'proof_of_possession', 'lease', 'containment', 'scope', 'document', 'mandate'].map((check) => ({ check, ok: true, detail: 'as it should be' })),
        claims: { jti: delegation, sub: person, client_id: agent, act: { ...by, sub: agent, act: by }, mandate, purpose: common.purpose, run_id: common.runId, scope: `mcp:${common.toolServer}:${common.tool}`, doc: 'sha-256:JIagT2--oT2JhQywTy-0U26xkntGatdKCX7p3SxcW0g' },
        parameters_digest: 'sha-256:JIagT2--oT2JhQywTy-0U26xkntGatdKCX7p3SxcW0g',
        parameters: { path: `/invoices/${n}.json`, amount: n % 977 },
      },
    } // prettier-ignore
    return [call, { ...common, id: newId(), action: 'tool.outcome', result: 'ok', causeId: call.id, detail: { point, ms: 12.5 } }]
  }).flat()
}

function batchesOf(entries: readonly HotEntry[]): HotEntry[][] {
  return Array.from({ length: Math.ceil(entries.length / BATCH) }, (_, n) => entries.slice(n * BATCH, (n + 1) * BATCH))
}
function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}

/** Entries of the log that are sealed. */
async function sealedCount(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ position: string }>({ name: 'bench-head', text: 'select position from ledger_leaf where tenant_id = $1 order by position desc limit 1', values: [TENANT] })
  return Number(rows[0]?.position ?? -1) + 1
}
async function untilSealed(owner: pg.Client, count: number): Promise<void> {
  while ((await sealedCount(owner)) < count) await new Promise((done) => setTimeout(done, LOOK_MS))
}

/** Seconds until all are durable and sealed. */
async function writeAndSeal(owner: pg.Client, entries: readonly HotEntry[]): Promise<number> {
  const wanted = (await sealedCount(owner)) + entries.length
  const sequencer = startSequencer(signerOf, fail)
  const rest = batchesOf(entries)
  const began = performance.now()
  const lane = async () => {
    for (let batch = rest.shift(); batch; batch = rest.shift()) await write(batch)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await untilSealed(owner, wanted)
  const seconds = (performance.now() - began) / 1_000
  await sequencer.stop()
  return seconds
}
function write(batch: readonly HotEntry[]): Promise<void> {
  return hotTransaction('system', (client) => appendBatch(client, batch))
}

/** One connection, one transaction a batch, a chain of hashes, and no index but the key. */
async function oneWriter(owner: pg.Client, entries: readonly HotEntry[]): Promise<number> {
  const began = performance.now()
  let link: Buffer = Buffer.alloc(32)
  for (const batch of batchesOf(entries)) {
    const rows = batch.map((entry) => {
      const text = JSON.stringify(entry)
      link = createHash('sha256').update(link).update(text).digest()
      return { id: entry.id, text, link }
    })
    await owner.query({ name: 'bench-one-writer', text: 'insert into bench_floor select * from unnest($1::uuid[], $2::jsonb[], $3::bytea[])', values: [rows.map(({ id }) => id), rows.map(({ text }) => text), rows.map((row) => row.link)] })
  }
  return (performance.now() - began) / 1_000
}

/** All of them in one COPY and one transaction, into a table of the same columns with one index. */
async function copied(owner: pg.Client, entries: readonly HotEntry[]): Promise<number> {
  const escaped = (value: string) => value.replaceAll('\\', '\\\\')
  const lines = entries.map((e) => [e.id, e.tenantId, e.occurredAt.toISOString(), e.action, e.result, e.actor.kind, e.actor.id, e.actor.name, e.rootPersonId, e.agentId, `{${e.chain?.join(',')}}`, e.delegationId, e.mandateId, e.runId, e.toolServer, e.tool, e.purpose, e.causeId ?? '\\N', escaped(JSON.stringify(e.detail))].join('\t') + '\n')
  const began = performance.now()
  const sink = owner.query(copyFrom('copy bench_copied (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain, delegation_id, mandate_id, run_id, tool_server, tool, purpose, cause_id, detail) from stdin'))
  await pipeline(Readable.from(lines), sink)
  return (performance.now() - began) / 1_000
}

/** Writes at the promised rate, each batch when it is due, and sees how long each was committed before it was sealed. */
async function atRate(owner: pg.Client) {
  const entries = entriesOf(RATE * SECONDS)
  const first = await sealedCount(owner)
  const sequencer = startSequencer(signerOf, fail)
  const committed: { at: number; count: number }[] = []
  const lags: number[] = []
  let [written, isOver] = [0, false]
  const watch = (async () => {
    for (let seen = 0; !isOver || seen < committed.length; ) {
      const sealed = (await sealedCount(owner)) - first
      const now = performance.now()
      while (seen < committed.length && (committed[seen]?.count ?? Infinity) <= sealed) lags.push(now - (committed[seen++]?.at ?? now))
      await new Promise((done) => setTimeout(done, LOOK_MS))
    }
  })()
  const began = performance.now()
  const inFlight = new Set<Promise<void>>()
  for (const [n, batch] of batchesOf(entries).entries()) {
    const early = began + (n * BATCH * 1_000) / RATE - performance.now()
    if (early > 1) await new Promise((done) => setTimeout(done, early))
    while (inFlight.size >= LANES) await Promise.race(inFlight)
    const one: Promise<void> = write(batch).then(() => {
      written += batch.length
      committed.push({ at: performance.now(), count: written })
      inFlight.delete(one)
    })
    inFlight.add(one)
  }
  await Promise.all(inFlight)
  const seconds = (performance.now() - began) / 1_000
  isOver = true
  await watch
  await sequencer.stop()
  return { seconds: rounded(seconds, 1), written_per_s: Math.round(entries.length / seconds), committed_to_sealed_ms: spread(lags) }
}

/** A signed head of a log that grew by a batch. */
async function checkpoints() {
  const took: number[] = []
  for (let n = 0; n < 20; n++) {
    await write(entriesOf(BATCH))
    await sequence()
    took.push(await timed(() => publishCheckpoints(signerOf)))
  }
  return spread(took)
}

async function prove(owner: pg.Client) {
  const { rows } = await owner.query<{ id: string }>('select entry_id as id from ledger_leaf where tenant_id = $1 and position = any($2::bigint[])', [TENANT, Array.from({ length: PROOFS }, (_, n) => Math.floor((estate.sizes.events * n) / PROOFS))])
  const [took, files, paths]: [number[], number[], number[]] = [[], [], []]
  for (const { id } of rows)
    took.push(
      await timed(async () => {
        const found = await getProof(actor, { eventId: id })
        if (!found.ok || !found.value) throw new Error('there is no proof')
        const { proof } = found.value
        files.push(Buffer.byteLength(proof))
        paths.push((proof.slice(0, proof.indexOf('\n\n')).split('\n').length - 2) * 32)
      }),
    )
  return { path_bytes: Math.max(...paths), tlog_proof_file_bytes: Math.max(...files), made_ms: spread(took) }
}

/** The newest of what a filter of everything would be: as many entries as one export holds, or fewer. */
async function exportAndVerify() {
  const verb = exportLedger({ issuer: 'https://lanyard.bench.example', signerOf })
  const { rows } = await estate.owner.query<{ at: Date }>('select e.occurred_at as at from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.tenant_id = $1 order by l.position desc offset $2 limit 1', [TENANT, EXPORTED])
  const asked = await verb(actor, { format: 'jsonl', show: 'all', since: rows[0]?.at.toISOString() })
  if (!asked.ok) throw new Error(JSON.stringify(asked.refusal))
  const file = join(folder, 'export.jsonl')
  let manifest = ''
  const writing = await timed(async () => {
    const lines = asked.value.write()
    await pipeline(async function* () {
      for (let one = await lines.next(); ; one = await lines.next()) {
        if (one.done) return void (manifest = one.value)
        yield one.value
      }
    }, createWriteStream(file))
  })
  const { count } = asked.value
  const [ours, floor]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS + 1; round++) {
    const verifying = await timed(async () => {
      const check = await verifyExport(createReadStream(file, { highWaterMark: 1 << 20 }), manifest, [signerOf(TENANT).vkey], digestBeside())
      if (!check.ok) throw new Error(JSON.stringify(check.fault))
    })
    const hashing = await timed(async () => {
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
      hash.digest()
    })
    if (round === 0) continue // warm
    ours.push(count / (verifying / 1_000))
    floor.push(count / (hashing / 1_000))
  }
  const { size } = statSync(file)
  return { entries: count, bytes_each: Math.round(size / count), written_per_s: Math.round(count / (writing / 1_000)), entries_per_s: ours.map(Math.round), file_hashed_once_per_s: floor.map(Math.round), ratio_p50: rounded(median(ours.map((rate, n) => rate / (floor[n] ?? Number.NaN)))) }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
