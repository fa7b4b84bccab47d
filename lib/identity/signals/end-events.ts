import { hotTransaction } from '@/lib/db/hot'
import { orderChanged } from '@/lib/db/order-changes'
import { trustedId } from '@/lib/kernel/ids'
import { endNotice, NOTICE_JOB } from './end-notice'
import { VERIFICATION } from './events'

/** Events that nobody took for this long end as failed: the order's page says so. */
const KEPT_HOURS = 72
const EXPIRED_MAX = 5_000

export type EndedEvent = { jti: string; state: 'acknowledged' | 'failed'; detail?: string }
type Touched = { order_id: string | null; tenant_id: string; type: string; state: string }

/**
 * Ends events of one stream that were sent to it: acknowledged, or rejected with the receiver's reason. What was not
 * sent, is another's or has ended is passed over, so that an acknowledgement may come twice.
 */
export async function endEvents(streamId: string, ended: readonly EndedEvent[]): Promise<void> {
  if (ended.length === 0) return
  const touched = await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Touched>(
      `update signal_event e set state = x.state, ended_at = clock_timestamp(), detail = x.detail
       from jsonb_to_recordset($2::jsonb) x(jti uuid, state text, detail text)
       where e.jti = x.jti and e.stream_id = $1 and e.state = 'waiting' and e.sent > 0 returning e.order_id, e.tenant_id, e.type, e.state`,
      [streamId, JSON.stringify(ended.map(({ jti, state, detail }) => ({ jti, state, detail: detail?.slice(0, 200) ?? null })))],
    )
    if (rows.some(({ type, state }) => type === VERIFICATION && state === 'acknowledged')) await client.query(`update signal_stream set verified_at = clock_timestamp() where id = $1`, [streamId])
    return rows
  })
  await settle(streamId, touched)
}

/** What has waited too long. Returns how many. */
export async function expireEvents(): Promise<number> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<Touched & { stream_id: string }>(
      `update signal_event set state = 'failed', ended_at = clock_timestamp(), detail = 'not taken within ${KEPT_HOURS} hours'
       where jti in (select jti from signal_event where state = 'waiting' and created_at < now() - interval '${KEPT_HOURS} hours' limit ${EXPIRED_MAX})
       returning order_id, tenant_id, type, state, stream_id`,
    ),
  )
  for (const streamId of new Set(rows.map(({ stream_id }) => stream_id))) await settle(streamId, rows.filter((row) => row.stream_id === streamId))
  return rows.length
}

/** Notices whose events have all ended and that do not say so: whoever ended the last of them died before. */
export async function settleNotices(): Promise<void> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<Touched & { stream_id: string }>(
      `select n.order_id, n.tenant_id, n.stream_id, '' as type, '' as state from signal_notice n
       where n.state = 'waiting' and not exists (select from signal_event e where e.order_id = n.order_id and e.stream_id = n.stream_id and e.state = 'waiting') limit 50`,
    ),
  )
  for (const row of rows) await settle(row.stream_id, [row])
}

/** Of each order that was told of: how far that has come, and its end. */
async function settle(streamId: string, touched: readonly Touched[]): Promise<void> {
  const orders = new Map(touched.flatMap(({ order_id, tenant_id }) => (order_id ? [[order_id, tenant_id] as const] : [])))
  for (const [orderId, tenant] of orders) {
    if (await isOver(streamId, orderId)) await endOf(tenant, orderId, streamId)
    orderChanged(orderId)
  }
}

async function endOf(tenant: string, orderId: string, streamId: string): Promise<void> {
  const job = { kind: 'job', tenantId: trustedId<'tenant'>(tenant), id: NOTICE_JOB, name: 'shared signals' } as const
  const done = await endNotice(job, { orderId, streamId })
  // Another process, that ended the last of it at the same moment, was first.
  if (!done.ok && done.refusal.code !== 'wrong_state' && done.refusal.code !== 'not_found') throw new Error(`the end of a notice was refused: ${done.refusal.code}`)
}

async function isOver(streamId: string, orderId: string): Promise<boolean> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ over: boolean }>(
      `update signal_notice n set acknowledged = c.acknowledged, failed = c.failed
       from (select count(*) filter (where state = 'acknowledged')::int as acknowledged, count(*) filter (where state = 'failed')::int as failed from signal_event where order_id = $1 and stream_id = $2) c
       where n.order_id = $1 and n.stream_id = $2 and n.state = 'waiting' returning c.acknowledged + c.failed >= n.events as over`,
      [orderId, streamId],
    ),
  )
  return rows[0]?.over ?? false
}
