// What a full recomputation of the posture of a large estate takes, as the worker does it behind row-level security, and
// what the page that reads it takes; beside it, the least that reads every agent and every event of the same rows once.
import { closeDatabase, openDatabase } from '@/lib/db/client'
import type { Actor } from '@/lib/identity/actor'
import { getPosture, takeSnapshot } from '@/lib/identity/posture'
import { trustedId } from '@/lib/kernel/ids'
import { idOf, KIND, openEstate, sizesFrom, tenantId, type Estate } from './estate'
import { budget, machine, median, report, rounded, spread } from './harness'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const READS = 60

const estate = await openEstate(sizesFrom({ agents: 100_000, events: 1_000_000 }))
try {
  report('posture', await measure(estate))
} finally {
  await estate.stop()
}

async function measure({ owner, urls: { authorityUrl, workerUrl }, sizes, filled }: Estate) {
  const [taken, floor]: [number[], number[]] = [[], []]
  openDatabase(workerUrl)
  for (let round = 0; round < ROUNDS; round++) {
    taken.push(await timed(() => takeSnapshot(tenantId)))
    floor.push(await timed(() => owner.query(`select (select count(*) filter (where state = 'active') from agent), (select count(*) filter (where result = 'denied') from ledger_entry)`)))
  }
  await closeDatabase()
  openDatabase(authorityUrl)
  const actor: Actor = { kind: 'person', tenantId, id: trustedId(idOf(KIND.person, 1)), name: 'Owner', role: 'owner', session: 's' }
  const reads: number[] = []
  for (let n = 0; n < READS; n++)
    reads.push(
      await timed(async () => {
        const read = await getPosture(actor, {})
        if (!read.ok) throw new Error(read.refusal.code)
      }),
    )
  const [{ version }] = (await owner.query('select version()')).rows
  const recomputed = Math.max(...taken)
  return {
    benchmark: 'a full recomputation of the posture, and reading it',
    machine: machine(version),
    shape: sizes,
    filled,
    recomputation_seconds: taken.map((ms) => rounded(ms / 1000)),
    everything_read_once_seconds: floor.map((ms) => rounded(ms / 1000)),
    ratio_p50: rounded(median(taken) / median(floor)),
    read_ms: spread(reads),
    budgets: [budget('a full recomputation, slowest, seconds', recomputed / 1000, 'at most', 60), budget('reading it, p95, ms', spread(reads).p95, 'at most', 200)],
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
