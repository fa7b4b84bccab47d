import { randomBytes } from 'node:crypto'
import type { JWTVerifyGetKey } from 'jose'
import { LeaseDocument, readFeedDocument } from './feed-documents'
import type { FeedRequest } from './feed-request'

export const LEASE_ASK_MS = 500
export const LEASE_MS = 3_000

/** Two clocks that fail differently: one cannot be set, the other goes on while the machine sleeps. */
export type LeaseClock = { monotonic(): number; wall(): number }
export const systemLeaseClock: LeaseClock = { monotonic: () => performance.now(), wall: () => Date.now() }

export type LeaseState =
  | { valid: true; epochs: Readonly<Record<string, number>>; kids: readonly string[] | null; now: number; validForMs: number }
  | { valid: false; detail: string }

type Held = { askedMonotonic: number; askedWall: number; document: LeaseDocument }

/**
 * What makes containment safe: without a fresh, signed answer to a nonce of our own, everything is refused.
 *
 * INVARIANT: a lease is valid until the time of *asking* + 3 s (less `age_ms`), whatever happened in between. It is measured by the
 * monotonic clock and by the wall clock, and the longer of the two counts: a process that was stopped, a machine that
 * slept (where the monotonic clock stands still) and a clock that was set forward all find their lease over. A clock
 * set back gains nothing, since the monotonic one still runs.
 */
export class Lease {
  private held: Held | null = null
  private asked = 0
  private lastError = 'none was granted yet'

  constructor(private readonly clock: LeaseClock = systemLeaseClock) {}

  state(): LeaseState {
    if (!this.held) return { valid: false, detail: `no lease: ${this.lastError}` }
    const passed = this.passed(this.held)
    const elapsed = passed + this.held.document.age_ms
    if (elapsed >= LEASE_MS) return { valid: false, detail: `lease ended ${seconds(elapsed - LEASE_MS)} s ago: ${this.lastError}` }
    const { document } = this.held
    // The authority's own time carries on from its answer: a local clock that jumps cannot make an old token new.
    return { valid: true, epochs: document.epochs, kids: document.kids ?? null, now: document.iat + passed / 1000, validForMs: LEASE_MS - elapsed }
  }

  /** Takes a nonce for one question; the times of asking are read before anything is sent. */
  ask(): { nonce: string; askedMonotonic: number; askedWall: number } {
    this.asked += 1
    return { nonce: randomBytes(16).toString('base64url'), askedMonotonic: this.clock.monotonic(), askedWall: this.clock.wall() }
  }

  grant(question: { nonce: string; askedMonotonic: number; askedWall: number }, document: LeaseDocument): void {
    if (document.nonce !== question.nonce) throw new Error('lease answers another question')
    // Answers may overtake each other; the one that was asked for last is the freshest.
    if (this.held && question.askedMonotonic < this.held.askedMonotonic) return
    this.held = { askedMonotonic: question.askedMonotonic, askedWall: question.askedWall, document }
    this.lastError = 'the authority does not answer'
  }

  failed(reason: string): void {
    this.lastError = reason
  }

  private passed(held: Held): number {
    return Math.max(this.clock.monotonic() - held.askedMonotonic, this.clock.wall() - held.askedWall)
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

/** By how much a question may come earlier or later, as a share; the second comes at any time. Points that began together do not ask together. */
const JITTER = 0.2

/** Asks for the lease every 500 ms or so, for as long as the process lives. Returns how to stop. */
export function keepLease(options: {
  lease: Lease
  request: FeedRequest
  pointId: string
  issuer: string
  keys: JWTVerifyGetKey
  onGrant: (epochs: Readonly<Record<string, number>>) => void
  onFailure?: (reason: string) => void
}): () => void {
  const { lease } = options
  let asking = false
  const once = async () => {
    // One question at a time on its one connection; the next tick asks again, and nothing piles up.
    if (asking) return
    asking = true
    const question = lease.ask()
    try {
      const { status, text } = await options.request({
        method: 'POST',
        path: '/feed/lease',
        body: { nonce: question.nonce },
        timeoutMs: LEASE_MS - LEASE_ASK_MS,
      })
      if (status !== 200) throw new Error(`the authority answered ${status} to the lease`)
      const { lease: jws } = JSON.parse(text) as { lease: string }
      const document = await readFeedDocument(jws, 'lanyard-lease+jwt', LeaseDocument, options)
      if (document.aud !== options.pointId) throw new Error('lease is for another point')
      lease.grant(question, document)
      options.onGrant(document.epochs)
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'lease could not be read'
      lease.failed(reason)
      options.onFailure?.(reason)
    } finally {
      asking = false
    }
  }
  const tick = () => {
    timer = setTimeout(tick, LEASE_ASK_MS * (1 - JITTER + 2 * JITTER * Math.random()))
    void once()
  }
  void once()
  let timer = setTimeout(tick, LEASE_ASK_MS * Math.random())
  return () => clearTimeout(timer)
}
