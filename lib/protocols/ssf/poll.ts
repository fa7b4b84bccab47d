import { endEvents, expandNotices, notePoll, pollEvents, streamOf, type EndedEvent } from '@/lib/identity/signals'
import { parseId } from '@/lib/kernel/ids'
import { invalid, json, unknownStream } from './answers'
import type { SsfDeps } from './deps'
import { rejection } from './rejection'
import { signedSet } from './set'
import type { Asker } from './stream'
import { PollRequest } from './stream-request'

const EVENTS_MAX = 100
/** How long a poll that may wait is held open, and how often it looks meanwhile. */
const HELD_MS = 20_000
const LOOK_EVERY_MS = 500
/** Polls that one process holds open; more are answered at once. */
const HELD_MAX = 50

/**
 * POST /ssf/poll (RFC 8936 §2): takes what is acknowledged and what was rejected, and gives what waits. A poll that
 * may wait is held until there is something, for so long and no longer.
 */
export function pollEndpoint({ issuer, signer }: SsfDeps): (asker: Asker, body: unknown, signal: AbortSignal) => Promise<Response> {
  let held = 0
  return async ({ receiver }, body, signal) => {
    const parsed = PollRequest.safeParse(body)
    if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'no poll')
    const stream = await streamOf(receiver)
    if (!stream || stream.delivery !== 'poll') return unknownStream()
    const { ack = [], setErrs = {}, maxEvents = EVENTS_MAX, returnImmediately = false } = parsed.data
    await notePoll(stream.id)
    await endEvents(stream.id, ended(ack, setErrs))
    if (maxEvents === 0) return json({ sets: {} })
    const until = Date.now() + (returnImmediately || held >= HELD_MAX ? 0 : HELD_MS)
    held++
    try {
      for (;;) {
        await expandNotices(issuer)
        const { events, more } = await pollEvents(stream.id, Math.min(maxEvents, EVENTS_MAX))
        if (events.length > 0 || Date.now() >= until || signal.aborted) {
          const sets = await Promise.all(events.map(async (event) => [event.jti, await signedSet(signer, issuer, event)] as const))
          return json({ sets: Object.fromEntries(sets), ...(more ? { moreAvailable: true } : {}) })
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
    } finally {
      held--
    }
  }
}

function ended(ack: readonly string[], setErrs: Readonly<Record<string, { err: string; description?: string | undefined }>>): EndedEvent[] {
  const known = (jti: string): boolean => parseId(jti) !== null
  const rejected = Object.entries(setErrs).filter(([jti]) => known(jti))
  const isRejected = new Set(rejected.map(([jti]) => jti))
  return [
    ...rejected.map(([jti, { err, description }]) => ({ jti, state: 'failed' as const, detail: rejection(err, description) })),
    ...[...new Set(ack)].filter((jti) => known(jti) && !isRejected.has(jti)).map((jti) => ({ jti, state: 'acknowledged' as const })),
  ]
}
