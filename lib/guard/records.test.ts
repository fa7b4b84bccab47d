import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import type { FeedRequest } from './feed-request'
import { Records, type LedgerRecord } from './records'

const LONG_MS = 600_000

const outcome = (): LedgerRecord => ({ kind: 'outcome', id: newId<'ledger_entry'>(), cause_id: newId<'ledger_entry'>(), at: Date.now(), result: 'ok', ms: 1 })
const decision = (): LedgerRecord => ({ kind: 'decision', id: newId<'ledger_entry'>(), at: Date.now(), result: 'allowed', claims: null, server: 'files', tool: 'read', checks: [] })

/** An authority that keeps whatever it is sent. */
function authority(): { sent: string[][]; request: FeedRequest } {
  const sent: string[][] = []
  const request: FeedRequest = ({ json = '' }) => {
    const ids = (JSON.parse(json) as { records: { id: string }[] }).records.map(({ id }) => id)
    sent.push(ids)
    return Promise.resolve({ status: 200, text: JSON.stringify({ answers: ids.map((id) => ({ id, status: 'recorded' })) }) })
  }
  return { sent, request }
}

describe('records of a point', () => {
  it('an outcome waits for a decision, and goes before it in the same request', async () => {
    const { sent, request } = authority()
    const records = new Records(request, LONG_MS)
    const [first, second] = [outcome(), decision()]
    const kept = records.record(first)
    for (let n = 0; n < 5; n++) await turn()
    expect(sent).toEqual([])
    await Promise.all([kept, records.record(second)])
    expect(sent).toEqual([[first.id, second.id]])
  })

  it('an outcome that no decision follows goes by itself', async () => {
    const { sent, request } = authority()
    const alone = outcome()
    expect(await new Records(request, 1).record(alone)).toEqual({ status: 'recorded' })
    expect(sent).toEqual([[alone.id]])
  })

  it('nothing waits any longer when the process is about to end', async () => {
    const { sent, request } = authority()
    const records = new Records(request, LONG_MS)
    const [before, after] = [outcome(), outcome()]
    const kept = records.record(before)
    records.hurry()
    await kept
    await records.record(after)
    expect(sent).toEqual([[before.id], [after.id]])
  })
})
