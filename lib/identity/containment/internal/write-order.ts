import { raisedEpoch } from '@/lib/db/epoch'
import type { Writer } from '@/lib/db/plain-transaction'
import { asRows, uuidArray } from '@/lib/db/rows'
import type { Topic } from '@/lib/db/outbox'
import { newId, type OrderId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { Mode } from '../contract'
import type { Coverage } from '../coverage'
import { coveredOf } from './covered'
import { DRILL_JOB } from './drill-job'

/** Whose agents it covers is told by the worker, after the commit: in the order's own statement, so that it costs no round trip. */
const TOLD: Topic = 'order.committed'

/** What an order does to what it covers, and for how long. */
export type Terms = {
  mode: Mode
  /** `strip`: the scopes that are left. */
  scopes: readonly string[]
  /** `quarantine`: the one tool server that may still be called. */
  endpoint: string | null
  until: Date | null
}
export type NewOrder = {
  id: OrderId
  coverage: Coverage
  terms: Terms
  reason: string | null
  /** Who asked for it, where somebody else confirms it and so gives it. */
  orderedBy?: { id: string; kind: string; name: string }
  /** Of an order that is no halt to people, since nobody lifts it: the end of the agent's life. */
  grain?: 'retirement'
}

/**
 * Writes an order in one statement: the tenant's next epoch with its notification, the order, and one row for each that it covers. SQL,
 * because a thousand rows by insert..select cost milliseconds, and by the client's createMany ten times that.
 * `committed_at` is the database's clock just before the commit: measured from it, a point's enforcement looks slower
 * than it was and never faster.
 *
 * INVARIANT: called under `lockContainment`, with a coverage that was read under it.
 */
export async function writeOrder(tx: Pick<Writer, '$queryRaw'>, actor: Actor, order: NewOrder): Promise<{ epoch: number; committedAt: Date }> {
  const { id, coverage, terms, reason, orderedBy, grain = coverage.view.grain } = order
  const [by, confirmed] = orderedBy ? [orderedBy, actor] : [actor, null]
  const { view, subjects, targetKey } = coverage
  const agents = subjects.flatMap((subject) => (subject.kind === 'agent' ? [subject.id] : []))
  const named = subjects.flatMap((subject) => ('id' in subject && subject.kind !== 'agent' ? [subject] : []))
  const keyed = subjects.flatMap((subject) => ('key' in subject ? [subject] : []))
  const [written] = asRows<{ committed_at: Date; epoch: bigint }>(
    await tx.$queryRaw`
      with ${raisedEpoch(actor.tenantId)},
      ordered as (
        insert into containment_order (id, tenant_id, grain, mode, target_id, target_key, target_name, epoch, snapshot_digest, covered, reason,
          scopes, endpoint, until, ordered_by, ordered_by_kind, ordered_by_name, confirmed_by, confirmed_by_name, committed_at)
        select ${id}::uuid, ${actor.tenantId}::uuid, ${grain}, ${terms.mode}, ${view.target.id}::uuid, ${targetKey}, ${view.target.name},
          epoch, ${view.snapshot_digest}, ${JSON.stringify(coveredOf(view))}::jsonb, ${reason},
          ${[...terms.scopes]}::text[], ${terms.endpoint}, ${terms.until}::timestamptz,
          ${by.id}, ${by.kind}, ${by.name}, ${confirmed?.id ?? null}, ${confirmed?.name ?? null}, clock_timestamp()
        from raised
        returning committed_at, epoch
      ),
      covered as (
        insert into containment_cover (order_id, tenant_id, kind, subject_id, subject_key, mode, epoch)
        select ${id}::uuid, ${actor.tenantId}::uuid, 'agent', s.id, null::text, ${terms.mode}, epoch
        from raised, unnest(${uuidArray(agents)}::uuid[]) s(id)
        union all
        select ${id}::uuid, ${actor.tenantId}::uuid, s.kind, s.id, null::text, ${terms.mode}, epoch
        from raised, unnest(${named.map(({ kind }) => kind)}::text[], ${uuidArray(named.map((subject) => subject.id))}::uuid[]) s(kind, id)
        union all
        select ${id}::uuid, ${actor.tenantId}::uuid, s.kind, md5(s.kind || ':' || s.key)::uuid, s.key, ${terms.mode}, epoch
        from raised, unnest(${keyed.map(({ kind }) => kind)}::text[], ${keyed.map(({ key }) => key)}::text[]) s(kind, key)
      ),
      told as (
        insert into outbox (id, tenant_id, topic, key)
        select ${newId<'outbox'>()}::uuid, ${actor.tenantId}::uuid, ${TOLD}, ${id}::text where ${by.id !== DRILL_JOB && grain !== 'retirement'}
      )
      select committed_at, epoch from ordered`,
  )
  const { epoch, committed_at: committedAt } = written as { committed_at: Date; epoch: bigint }
  return { epoch: Number(epoch), committedAt }
}
