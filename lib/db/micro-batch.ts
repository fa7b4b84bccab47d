export type BatchLimits = Readonly<{
  /** Items of one batch. */
  itemsMax: number
  /** Batches under way at the same time; each holds a connection. */
  batchesMax: number
  /** Items waiting; above it a new one is refused at once, since it would only time out later. */
  waitingMax: number
}>

const LIMITS: BatchLimits = { itemsMax: 256, batchesMax: 2, waitingMax: 10_000 }

export class Overloaded extends Error {
  override name = 'Overloaded'
}

type Waiting<I, O> = { item: I; resolve: (value: O) => void; reject: (reason: unknown) => void }

/**
 * Lets many callers share one transaction, so that durability costs a commit a batch and not one a caller. It clocks
 * itself: the first caller of a tick goes at once together with its neighbours, and while `batchesMax` batches are
 * under way the others gather. A batch that throws fails all its callers.
 *
 * @param run answers the items in their order, one answer an item
 */
export function microBatch<I, O>(run: (items: readonly I[]) => Promise<readonly O[]>, limits: Partial<BatchLimits> = {}): (item: I) => Promise<O> {
  const { itemsMax, batchesMax, waitingMax } = { ...LIMITS, ...limits }
  const waiting: Waiting<I, O>[] = []
  let running = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || running >= batchesMax || waiting.length === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      void flush()
      schedule()
    })
  }

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, itemsMax)
    if (batch.length === 0) return
    running++
    try {
      const answers = await run(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, index) =>
        index < answers.length ? resolve(answers[index] as O) : reject(new Error('batch gave no answer for an item')),
      )
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown)
    } finally {
      running--
      schedule()
    }
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      if (waiting.length >= waitingMax) return reject(new Overloaded('too many requests are waiting for the database'))
      waiting.push({ item, resolve, reject })
      schedule()
    })
}
