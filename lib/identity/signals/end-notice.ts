import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import { idField } from '@/lib/kernel/fields'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { command } from './internal/tables'

export const NOTICE_JOB = 'signals.delivery'

type Row = { tenantId: string; receiver_id: string; receiver: string; name: string; target_id: string; committed_at: Date; events: number; acknowledged: number; failed: number; why: string | null; first_agent: string | null; state: string }

/** Ends a notice whose events a receiver has all acknowledged or rejected. In the ledger either way: who was not told has to be found, too. */
export const endNotice = command({
  name: 'signals.notice.end',
  input: z.object({ orderId: idField<'containment_order'>(), streamId: idField<'signal_stream'>() }),
  resource: async (tx, { orderId, streamId }, actor) => {
    const [row] = asRows<Omit<Row, 'tenantId'>>(
      await tx.$queryRaw`
        select n.receiver_id, n.state, r.name as receiver, o.target_name as name, o.target_id, o.committed_at, n.events,
          (select count(*)::int from signal_event e where e.order_id = n.order_id and e.stream_id = n.stream_id and e.state = 'acknowledged') as acknowledged,
          (select count(*)::int from signal_event e where e.order_id = n.order_id and e.stream_id = n.stream_id and e.state = 'failed') as failed,
          (select detail from signal_event e where e.order_id = n.order_id and e.stream_id = n.stream_id and e.state = 'failed' limit 1) as why,
          (select subject_id::text from containment_cover c where c.order_id = o.id and c.kind = 'agent' limit 1) as first_agent
        from signal_notice n join signal_receiver r on r.id = n.receiver_id join containment_order o on o.id = n.order_id
        where n.order_id = ${orderId}::uuid and n.stream_id = ${streamId}::uuid and n.tenant_id = ${actor.tenantId}::uuid`,
    )
    return row ? { ...row, tenantId: actor.tenantId } : null
  },
  act: async (tx, { input: { orderId, streamId }, resource }): Promise<Result<Change & { value: null }, WrongState>> => {
    const { acknowledged, failed, events } = resource
    if (resource.state !== 'waiting') return refuse({ code: 'wrong_state', state: resource.state })
    if (acknowledged + failed < events) return refuse({ code: 'wrong_state', state: 'waiting' })
    const why = failed > 0 ? `${failed} of ${events}: ${resource.why ?? 'no reason'}` : null
    const [ended] = asRows<{ ms: number | null }>(
      await tx.$queryRaw`
        update signal_notice set state = ${failed > 0 ? 'failed' : 'acknowledged'}, acknowledged = ${acknowledged}, failed = ${failed}, detail = ${why}, ended_at = clock_timestamp(),
          ms = case when ${failed === 0} then greatest(0, extract(epoch from clock_timestamp() - ${resource.committed_at}::timestamptz) * 1000)::float8 end
        where order_id = ${orderId}::uuid and stream_id = ${streamId}::uuid and state = 'waiting' returning ms`,
    )
    if (!ended) return refuse({ code: 'wrong_state', state: 'ended' })
    return ok({
      value: null,
      result: failed > 0 ? 'failed' : 'ok',
      ...(failed > 0 ? { reason: 'signal_rejected' } : {}),
      subject: { kind: 'order', id: orderId, name: resource.name },
      causeId: orderId,
      chain: resource.first_agent ? [resource.first_agent] : [],
      detail: { order_id: orderId, receiver: resource.receiver, receiver_id: resource.receiver_id, events, acknowledged, failed, ...(ended.ms === null ? {} : { ms: Math.round(ended.ms) }), ...(why ? { said: why } : {}) },
    })
  },
})
