import { hotTransaction } from '@/lib/db/hot'
import { orderChanged } from '@/lib/db/order-changes'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { readCovered } from './internal/covered'

/** What is told to a hook. `agents` are those that the order covers by name; a wider one says what it is over. */
export type HookNotice = {
  order_id: string
  tenant: string
  epoch: number
  grain: string
  mode: string
  target: { id: string; key: string | null; name: string }
  agents: { id: string; name: string }[]
  more_agents: number
  committed_at: string
  /** From the first: an answer that was lost is told once more, and means the same order. */
  attempt: number
}
export type HookCall = { tenantId: TenantId; orderId: string; hookId: string; hook: string; url: string; attempts: number; notice: HookNotice }

export const HOOK_ATTEMPTS_MAX = 8
const AT_ONCE = 8
/** Who took a call and died leaves it to the next after this. */
const HELD_SECONDS = 15

type Row = {
  tenant_id: string; order_id: string; hook_id: string; hook: string; url: string; attempts: number
  epoch: string; grain: string; mode: string; target_id: string; target_key: string | null; target_name: string; covered: unknown; committed_at: Date
} // prettier-ignore

/** Takes the calls that are due; of several processes each takes others. */
export async function takeHookCalls(): Promise<HookCall[]> {
  const due = await hotTransaction('system', (client) =>
    client.query<Row>(
      `with due as (
        select order_id, hook_id from runtime_hook_call where state = 'waiting' and next_at <= now()
        order by next_at limit ${AT_ONCE} for update skip locked
      ), taken as (
        update runtime_hook_call c set attempts = attempts + 1, next_at = now() + make_interval(secs => ${HELD_SECONDS})
        from due where c.order_id = due.order_id and c.hook_id = due.hook_id returning c.order_id, c.hook_id, c.tenant_id, c.attempts
      )
      select t.tenant_id, t.order_id, t.hook_id, t.attempts, h.name as hook, h.url,
        o.epoch::text as epoch, o.grain, o.mode, o.target_id, o.target_key, o.target_name, o.covered, o.committed_at
      from taken t join runtime_hook h on h.id = t.hook_id join containment_order o on o.id = t.order_id`,
    ),
  )
  return due.rows.map((row) => {
    const { agents, more_agents } = readCovered(row.covered)
    return {
      tenantId: trustedId<'tenant'>(row.tenant_id),
      orderId: row.order_id,
      hookId: row.hook_id,
      hook: row.hook,
      url: row.url,
      attempts: row.attempts,
      notice: {
        order_id: row.order_id,
        tenant: row.tenant_id,
        epoch: Number(row.epoch),
        grain: row.grain,
        mode: row.mode,
        target: { id: row.target_id, key: row.target_key, name: row.target_name },
        agents,
        more_agents,
        committed_at: row.committed_at.toISOString(),
        attempt: row.attempts,
      },
    }
  })
}

/** Half a second, and twice as long each time, half a minute at most. */
const againSeconds = (attempts: number): number => Math.min(30, 2 ** (attempts - 2))

/** Says why it did not come through, for the board, and when it is tried again. */
export async function tryHookAgain({ orderId, hookId, attempts }: HookCall, problem: string): Promise<void> {
  await hotTransaction('system', (client) =>
    client.query(`update runtime_hook_call set next_at = now() + make_interval(secs => $3), detail = $4 where order_id = $1 and hook_id = $2 and state = 'waiting'`, [
      orderId, hookId, againSeconds(attempts), problem.slice(0, 200),
    ]), // prettier-ignore
  )
  orderChanged(orderId)
}
