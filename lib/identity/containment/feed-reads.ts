import type { Listener } from '@/lib/db/listener'
import type { OrderId, TenantId } from '@/lib/kernel/ids'
import type { Point } from './point'

type Reader = Pick<Listener, 'query'>

/** Over `containment_cover c`, of one subject's rows. */
const STOPS = `bool_or(c.lifted_epoch is null and c.mode in ('suspend', 'kill'))`
const WATCHES = `bool_or(c.lifted_epoch is null and c.mode = 'quarantine')`

/**
 * What is known of a subject: the newest order over it, and whether one that stops it is in force (`active`); one that
 * leaves it less (stripped, quarantined) is kept by what is issued. Tokens from before `epoch` are dead either way.
 */
export type CoverState = { kind: string; id: string; epoch: number; active: boolean; watched: boolean }
export type FeedState = { epochs: Map<TenantId, number>; points: Map<string, Point> }
export type EpochChange = { tenant: TenantId; epoch: number; order_id: OrderId; change: 'order' | 'lifting'; covers: CoverState[]; committed_at: number }
export type TenantSnapshot = {
  tenant: TenantId
  epoch: number
  covers: CoverState[]
  /** Orders in force that the point has not confirmed: it owes a receipt for each. */
  unconfirmed: { order_id: OrderId; epoch: number }[]
}

/** Every tenant's epoch and every point by its key's thumbprint: small, and all that a lease needs. */
export async function readFeedState(reader: Reader): Promise<FeedState> {
  const [row] = await reader.query<{ epochs: { tenant: TenantId; epoch: number }[]; points: Point[] }>(`
    select
      (select coalesce(json_agg(json_build_object('tenant', t.id, 'epoch', coalesce(e.epoch, 0))), '[]')
        from tenant t left join containment_epoch e on e.tenant_id = t.id where t.kind <> 'system') as epochs,
      (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'tenantId', tenant_id, 'thumbprint', thumbprint, 'jwk', jwk,
          'guards', case when server is not null then json_build_object('server', server, 'resource', url) end)), '[]')
        from enforcement_point where revoked_at is null) as points`)
  return {
    epochs: new Map(row?.epochs.map(({ tenant, epoch }) => [tenant, epoch])),
    points: new Map(row?.points.map((point) => [point.thumbprint, point])),
  }
}

/**
 * What each epoch after `since` changed, oldest first: an order covered, or a lifting uncovered, its subjects. States
 * are as of now, so that an epoch that is told late is never told wrong. Without a join of subjects with subjects: the
 * planner, who expects one row under row-level security, would compare a thousand with a thousand.
 */
export async function changesSince(reader: Reader, tenant: TenantId, since: number): Promise<EpochChange[]> {
  return reader.query<EpochChange>(
    `with changed as (
      select c.kind, c.subject_id from containment_order o
        cross join lateral (select kind, subject_id from containment_cover where order_id = o.id and tenant_id = $1 offset 0) c
        where o.tenant_id = $1 and o.epoch > $2
      union
      select kind, subject_id from containment_cover where tenant_id = $1 and lifted_epoch > $2
    ),
    known as (
      select kind, subject_id, subject_key, order_id, epoch, lifted_epoch, max(epoch) over w as newest, ${STOPS} over w as active, ${WATCHES} over w as watched
      from containment_cover c
      where tenant_id = $1 and kind = any(array(select distinct kind from changed)) and subject_id = any(array(select subject_id from changed))
      window w as (partition by kind, subject_id)
    ),
    told as (
      select t.at as epoch, t.order_id,
        json_agg(json_build_object('kind', kind, 'id', coalesce(subject_key, subject_id::text), 'epoch', newest, 'active', active, 'watched', watched)) as covers
      from (select k.*, k.epoch as at from known k where k.epoch > $2 union all select k.*, k.lifted_epoch from known k where k.lifted_epoch > $2) t
      group by t.at, t.order_id
    )
    select $1::uuid as tenant, t.epoch::float8 as epoch, t.order_id, case when o.epoch = t.epoch then 'order' else 'lifting' end as change, t.covers,
      (extract(epoch from case when o.epoch = t.epoch then o.committed_at else o.lifted_at end) * 1000)::float8 as committed_at
    from told t join containment_order o on o.id = t.order_id
    order by t.epoch`,
    [tenant, since],
    true, // before any snapshot: the points that ask for one do so because they have not heard of this
  )
}

/** For how long a lifted cover stays in snapshots: many times the life of a token that it makes dead. */
const LIFTED_KEPT = '1 day'

/** What contains whom, in the tenants that this point serves. One statement, and so of one moment. */
export async function readSnapshot(reader: Reader, point: Point): Promise<TenantSnapshot[]> {
  return reader.query<TenantSnapshot>(
    `select t.id as tenant, coalesce(e.epoch, 0)::float8 as epoch,
      (select coalesce(json_agg(s), '[]') from (
        select kind, coalesce(subject_key, subject_id::text) as id, max(epoch) as epoch, ${STOPS} as active, ${WATCHES} as watched from containment_cover c
        where tenant_id = t.id and (lifted_epoch is null or lifted_at > now() - interval '${LIFTED_KEPT}')
        group by kind, subject_id, subject_key) s) as covers,
      (select coalesce(json_agg(json_build_object('order_id', o.id, 'epoch', o.epoch) order by o.epoch), '[]')
        from containment_order o where o.tenant_id = t.id and o.lifted_at is null
          and not exists (select from receipt r where r.order_id = o.id and r.point_id = $1)) as unconfirmed
    from tenant t left join containment_epoch e on e.tenant_id = t.id
    where t.kind <> 'system' and ($2::uuid is null or t.id = $2)`,
    [point.id, point.tenantId],
  )
}
