import { z } from 'zod'
import { tracedBatch, traceparent } from '@/lib/kernel/tracing'
import type { Check } from './decide'
import type { AgentClaims } from './claims'
import type { FeedRequest } from './feed-request'

export type RecordedClaims = Pick<
  AgentClaims,
  'jti' | 'tenant' | 'sub' | 'client_id' | 'act' | 'mandate' | 'purpose' | 'run_id' | 'scope' | 'doc' | 'delegation' | 'sponsor'
>

/** A decision, before the call; its id is the ledger entry's. */
export type DecisionRecord = {
  kind: 'decision'
  id: string
  /** Milliseconds since 1970. */
  at: number
  result: 'allowed' | 'denied'
  reason?: string
  /** Null where there was no token that could be read. */
  claims: RecordedClaims | null
  server: string
  tool: string
  parameters_digest?: string
  parameters_redacted?: unknown
  checks: readonly Check[]
}

/** What became of an allowed call; `cause_id` is its decision. */
export type OutcomeRecord = { kind: 'outcome'; id: string; cause_id: string; at: number; result: 'ok' | 'failed' | 'cut'; ms: number; reason?: string }

/** This process is new: what went through the one before is over. */
export type StartedRecord = { kind: 'started'; id: string; at: number }

export type LedgerRecord = DecisionRecord | OutcomeRecord | StartedRecord
/** Anything but `recorded`: the authority wrote it down as denied (an order overtook it, say), and the call must not happen. */
export type RecordAnswer = { status: 'recorded' | 'contained' | 'refused'; reason?: string | undefined }

/** Nothing was recorded, so nothing may happen. */
export class NotRecorded extends Error {
  override name = 'NotRecorded'
}

const WINDOW_MS = 1
/** For how long an outcome, for which nobody waits, may wait for a decision to go with. */
const PATIENCE_MS = 25
const BATCH_MAX = 256
const QUEUE_MAX = 4_096
const IN_FLIGHT_MAX = 2
const TIMEOUT_MS = 2_500
const BODY_BYTES_MAX = 900 * 1024

type Waiting = { text: string; record: LedgerRecord; since: number; /** The trace that it is part of. */ from: string | undefined; resolve: (answer: RecordAnswer) => void; reject: (error: NotRecorded) => void }

/**
 * Records decisions and outcomes at the authority, durably, many in one request. A decision that arrives alone goes at
 * once; what arrives within a millisecond while a batch is on its way shares the next one. An outcome goes with the next
 * decision, or a moment later by itself: a signed request and a transaction of its own would double what a call costs.
 * More than the queue holds is refused.
 */
export class Records {
  private queue: Waiting[] = []
  private inFlight = 0
  private isScheduled = false
  private later: NodeJS.Timeout | null = null
  private isHurried = false

  constructor(
    private readonly request: FeedRequest,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  get waiting(): number {
    return this.queue.length
  }

  record(record: LedgerRecord): Promise<RecordAnswer> {
    if (this.queue.length >= QUEUE_MAX) return Promise.reject(new NotRecorded('too many records are waiting for the authority'))
    return new Promise((resolve, reject) => {
      this.queue.push({ record, since: performance.now(), text: JSON.stringify(record), from: traceparent(), resolve, reject })
      this.schedule()
    })
  }

  /** From now on nothing waits for company: this process is about to end. */
  hurry(): void {
    this.isHurried = true
    this.schedule()
  }

  private schedule(): void {
    if (this.isScheduled || this.queue.length === 0 || this.inFlight >= IN_FLIGHT_MAX) return
    if (!this.isHurried && this.isPatient()) return this.wait()
    this.isScheduled = true
    const flush = () => {
      this.isScheduled = false
      void this.flush()
    }
    if (this.inFlight === 0) setImmediate(flush)
    else setTimeout(flush, WINDOW_MS)
  }

  /** Whether all that is queued are outcomes, and none has waited its time. */
  private isPatient(): boolean {
    const now = performance.now()
    return this.queue.every(({ record, since }) => record.kind === 'outcome' && now - since < this.patienceMs)
  }

  private wait(): void {
    this.later ??= setTimeout(() => {
      this.later = null
      this.schedule()
    }, this.patienceMs)
  }

  private async flush(): Promise<void> {
    const batch = this.takeBatch()
    if (batch.length === 0) return
    this.inFlight += 1
    try {
      const from = batch.map((item) => item.from)
      const answers = await tracedBatch('feed.records', from, () => this.send(batch))
      for (const item of batch) {
        const answer = answers.get(item.record.id)
        if (answer) item.resolve(answer)
        else item.reject(new NotRecorded('the authority did not say whether it recorded it'))
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown'
      for (const item of batch) item.reject(new NotRecorded(`the authority could not record it: ${reason}`))
    } finally {
      this.inFlight -= 1
      this.schedule()
    }
  }

  private takeBatch(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const item of this.queue) {
      bytes += item.text.length * 2
      if (count > 0 && (bytes > BODY_BYTES_MAX || count >= BATCH_MAX)) break
      count += 1
    }
    return this.queue.splice(0, count)
  }

  private async send(batch: readonly Waiting[]): Promise<Map<string, RecordAnswer>> {
    const json = `{"records":[${batch.map((item) => item.text).join(',')}]}`
    const { status, text } = await this.request({ method: 'POST', path: '/feed/records', json, timeoutMs: TIMEOUT_MS })
    if (status !== 200) throw new Error(`it answered ${status}`)
    const { answers } = Answers.parse(JSON.parse(text))
    return new Map(answers.map(({ id, status: word, reason }) => [id, { status: word, ...(reason && { reason }) }]))
  }
}

const Answers = z.object({
  answers: z.array(z.object({ id: z.string(), status: z.enum(['recorded', 'contained', 'refused']), reason: z.string().optional() })),
})
