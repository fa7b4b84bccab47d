import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { TOPICS, type Topic } from '@/lib/db/outbox'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { tellOf } from '@/lib/identity/notifications'
import { passOn } from './succession'

export type OutboxEvent = { id: string; tenantId: TenantId; topic: Topic; key: string }
/** Each may be called again for an event that it has handled, or was cut off in. */
const HANDLERS: Readonly<Record<Topic, (event: OutboxEvent) => Promise<void>>> = {
  'person.deactivated': passOn,
  'review.opened': tellOf,
  'review.assigned': tellOf,
  'review.question': tellOf,
  'review.answer': tellOf,
  'review.certify': tellOf,
  'review.apply_waiting': tellOf,
  'transfer.requested': tellOf,
  'halt.requested': tellOf,
  'order.committed': tellOf,
  'drill.failed': tellOf,
  'posture.fell': tellOf,
  'agent.lapsing': tellOf,
  'mandate.offered': tellOf,
}

const EVENTS_MAX = 50
/** What has failed this often waits longer than the rest, and is tried again for as long as it takes. */
const QUICK_ATTEMPTS = 10
const ERROR_LENGTH_MAX = 200

/**
 * Carries out what waits in the outbox, oldest first. One worker at a time does, by a lock that is held meanwhile; what
 * fails is tried again in the next round, and holds up nothing else. Returns how many were carried out and how many not.
 */
export async function drainOutbox(): Promise<{ done: number; failed: number }> {
  return hotTransaction('system', async (client) => {
    const { rows: locked } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1::int4, 0) as mine', [LOCK.outbox])
    if (!locked[0]?.mine) return { done: 0, failed: 0 }
    const { rows } = await client.query<{ id: string; tenant_id: string; topic: Topic; key: string }>(
      `select id, tenant_id, topic, key from outbox where processed_at is null and topic = any($1::text[])
         and (attempts < ${QUICK_ATTEMPTS} or created_at < now() - make_interval(mins => attempts))
       order by attempts, id limit ${EVENTS_MAX}`,
      [TOPICS],
    )
    let failed = 0
    for (const { id, tenant_id, topic, key } of rows) {
      const problem = await HANDLERS[topic]({ id, tenantId: trustedId(tenant_id), topic, key }).then(() => null, wordsOf)
      if (problem === null) await client.query('update outbox set processed_at = now(), attempts = attempts + 1, last_error = null where id = $1', [id])
      else {
        failed++
        await client.query('update outbox set attempts = attempts + 1, last_error = $2 where id = $1', [id, problem])
      }
    }
    return { done: rows.length - failed, failed }
  })
}

/** Of a fault, only where it comes from: messages of the database layer repeat values. */
const wordsOf = (thrown: unknown): string => (thrown instanceof Error ? `${thrown.name} ${'code' in thrown ? String(thrown.code) : ''}` : 'unknown').slice(0, ERROR_LENGTH_MAX)
