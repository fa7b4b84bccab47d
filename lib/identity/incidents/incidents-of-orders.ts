import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { IncidentRef } from './contract'

type Row = { order_id: string; id: string; number: number; resolved_at: Date | null; resolved_by_name: string | null; cause: string | null; demanded: boolean }

/** The incident of each of these orders, by the order's id. An order of before there were incidents has none. */
export async function incidentsOfOrders(tx: Pick<Tx, '$queryRaw'>, orderIds: readonly string[]): Promise<Map<string, IncidentRef>> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select o.order_id, i.id, i.number, i.resolved_at, i.resolved_by_name, i.cause, coalesce(p.restore_needs_resolution, false) as demanded
      from incident_order o join incident i on i.id = o.incident_id left join incident_policy p on p.tenant_id = i.tenant_id
      where o.order_id = any(${[...orderIds]}::uuid[])`,
  )
  return new Map(
    rows.map(({ order_id, id, number, resolved_at, resolved_by_name, cause, demanded }) => [
      order_id,
      { id, number, demanded, resolved: resolved_at ? { at: new Date(resolved_at).toISOString(), by: resolved_by_name ?? 'unknown', cause: cause ?? '' } : null },
    ]),
  )
}

/** Whether the tenant's policy holds back restoring this order in full: its incident is not resolved yet. */
export async function isHeldByIncident(tx: Pick<Tx, '$queryRaw'>, orderId: string): Promise<boolean> {
  const incident = (await incidentsOfOrders(tx, [orderId])).get(orderId)
  return incident !== undefined && incident.demanded && incident.resolved === null
}
