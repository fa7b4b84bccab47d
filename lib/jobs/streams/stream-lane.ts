import { streamLines } from '@/lib/identity/ledger'
import { advance, endTest, giveBack, stopStream, STREAM_JOB, tryLater, type StreamLane } from '@/lib/identity/streams'
import { ATTEMPTS_MAX } from '@/lib/identity/streams/contract'
import { deliver } from './deliver'
import type { StreamRules } from './sent'
import { testLine } from './test-line'

/** After this it is given back, so that a stream with much to catch up on is stopped or paused like any other. */
const LANE_MS_MAX = 20_000

/**
 * What one stream has to do: its test, then batch after batch in the log's order, each recorded after it has arrived and
 * before the next is sent. Whoever dies in between has it sent again, and nothing is ever left out.
 */
export async function runLane(rules: StreamRules, lane: StreamLane, goesOn: () => boolean = () => true): Promise<void> {
  if (lane.testAskedAt) {
    const sent = await deliver(rules, lane, `${lane.id}.test.${lane.testAskedAt.getTime()}`, [testLine(lane, new Date())])
    await endTest(lane, sent.ok ? null : sent.problem)
  }
  const until = Date.now() + LANE_MS_MAX
  for (let from = lane.position; lane.isDue && goesOn() && Date.now() < until; ) {
    const { lines, next } = await streamLines(lane.tenantId, { ...lane, from, issuer: rules.issuer })
    if (next === from) break
    const [first, last] = [lines[0], lines.at(-1)]
    if (first && last) {
      const sent = await deliver(rules, lane, `${lane.id}.${first.position}-${last.position}`, lines)
      if (!sent.ok) return notYet(lane, sent.problem, sent.isFinal)
    }
    if (!(await advance(lane, from, { next, lines: lines.length, last: last?.position ?? null }))) break
    from = next
  }
  await giveBack(lane)
}

async function notYet(lane: StreamLane, problem: string, isFinal: boolean): Promise<void> {
  await tryLater(lane, problem)
  if (!isFinal && lane.attempts + 1 < ATTEMPTS_MAX) return
  const stopped = await stopStream({ kind: 'job', tenantId: lane.tenantId, id: STREAM_JOB, name: `stream ${lane.name}` }, { streamId: lane.id, problem: problem.slice(0, 200) })
  // Removed or stopped meanwhile.
  if (!stopped.ok && stopped.refusal.code !== 'not_found' && stopped.refusal.code !== 'wrong_state') throw new Error(`stopping a stream was refused: ${stopped.refusal.code}`)
}
