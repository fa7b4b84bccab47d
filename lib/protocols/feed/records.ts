import { z } from 'zod'
import { recordCalls } from '@/lib/identity/containment'
import { CallRecord, RECORDS_MAX, type CallAnswer } from '@/lib/identity/containment/feed-contract'
import type { Authenticated } from './authenticate'
import { INVALID, NO_STORE, problem, UNAUTHENTICATED } from './problem'

const RecordsInput = z.strictObject({ records: z.array(z.unknown()).max(RECORDS_MAX) })

/**
 * POST /feed/records: a batch of decisions and outcomes, durable before it is answered, item by item and in order.
 * An item that is not a record is refused alone: one agent's odd call must not stop the calls beside it.
 */
export async function recordsEndpoint(body: unknown, { point, proof }: Authenticated): Promise<Response> {
  const input = RecordsInput.safeParse(body)
  if (!input.success) return problem(INVALID)
  const items = input.data.records.map((item) => ({ item, parsed: CallRecord.safeParse(item) }))
  const recorded = await recordCalls(
    point,
    items.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])),
    proof,
  )
  if (!recorded.ok) return problem(UNAUTHENTICATED, recorded.refusal.code)
  const kept = recorded.value.values()
  const answers = items.map(({ item, parsed }): CallAnswer => {
    const answer = parsed.success ? kept.next().value : undefined
    return answer ?? { id: idOf(item), status: 'refused', reason: 'invalid' }
  })
  return Response.json({ answers }, { headers: NO_STORE })
}

function idOf(item: unknown): string {
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : null
  return typeof id === 'string' ? id.slice(0, 36) : ''
}
