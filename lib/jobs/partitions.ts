import { hotTransaction } from '@/lib/db/hot'
import { traced } from '@/lib/kernel/tracing'

const LOOK_EVERY_MS = 10 * 60_000
/** A lock was taken, or the database was away: a quarter is made a quarter ahead, so that it may wait. */
const AGAIN_MS = 30_000

/** Makes the partitions of the ledger that are to come; which, only the database says. Safe from many workers at once. */
export async function makePartitions(): Promise<string[]> {
  return hotTransaction('system', async (client) => (await client.query<{ made: string }>('select made from ledger_make_partitions()')).rows.map(({ made }) => made))
}

const analyze = () => hotTransaction('system', async (client) => void (await client.query('select ledger_analyze()')))

/** Keeps the ledger's partitions ahead of time, and what the planner knows of them, until stopped. */
export function keepPartitions(onProblem: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const look = async () => {
    let next = LOOK_EVERY_MS
    try {
      await traced('worker.partitions', {}, makePartitions)
      await traced('worker.analyze', {}, analyze).catch(onProblem)
    } catch (error) {
      onProblem(error)
      next = AGAIN_MS
    }
    if (!stopped) timer = setTimeout(() => void look(), next)
  }
  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
