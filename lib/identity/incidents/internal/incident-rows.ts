import { type Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { GRAINS } from '../../containment/target'
import type { IncidentRow } from '../contract'

type Row = {
  id: string
  number: number
  grain: string
  subject_id: string
  subject_key: string | null
  subject_name: string
  playbook_slug: string
  playbook_version: number
  playbook_name: string
  opened_at: Date
  opened_by_name: string
  resolved_at: Date | null
  resolved_by_name: string | null
  cause: string | null
  done: number
  total: number
  overdue: number
  orders: number
  in_force: number
}
/** With what names the subject where its id does not: a run, a tool, a platform. */
export type Found = { row: IncidentRow; key: string | null }

/** Incidents with their counts, newest first. */
export async function incidentRows(tx: Pick<Tx, '$queryRaw'>, tenantId: string, where: Prisma.Sql, limit: number): Promise<Found[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select i.id, i.number, i.grain, i.subject_id, i.subject_key, i.subject_name, i.playbook_slug, i.playbook_version, i.playbook_name,
        i.opened_at, i.opened_by_name, i.resolved_at, i.resolved_by_name, i.cause,
        s.done, s.total, s.overdue, o.orders, o.in_force
      from incident i
      cross join lateral (
        select count(*) filter (where done_at is not null)::int as done, count(*)::int as total,
          count(*) filter (where done_at is null and due_at < now())::int as overdue
        from incident_step where incident_id = i.id) s
      cross join lateral (
        select count(*)::int as orders, count(*) filter (where c.lifted_at is null)::int as in_force
        from incident_order o join containment_order c on c.id = o.order_id where o.incident_id = i.id) o
      where i.tenant_id = ${tenantId}::uuid and ${where}
      order by i.number desc limit ${limit}`,
  )
  return rows.map(toFound)
}

const toFound = (row: Row): Found => ({
  key: row.subject_key,
  row: {
    id: row.id,
    number: row.number,
    subject: { id: row.subject_id, name: row.subject_name, grain: GRAINS.find((grain) => grain === row.grain) ?? 'agent' },
    opened_at: row.opened_at.toISOString(),
    opened_by: row.opened_by_name,
    playbook: { slug: row.playbook_slug, version: row.playbook_version, name: row.playbook_name },
    steps: { done: row.done, total: row.total, overdue: row.resolved_at === null ? row.overdue : 0 },
    orders: { total: row.orders, in_force: row.in_force },
    resolved: row.resolved_at ? { at: row.resolved_at.toISOString(), by: row.resolved_by_name ?? 'unknown', cause: row.cause ?? '' } : null,
  },
})
