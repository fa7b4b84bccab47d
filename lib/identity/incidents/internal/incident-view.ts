import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { GRAINS } from '../../containment/target'
import { PHASES, type IncidentView } from '../contract'
import { incidentRows, type Found } from './incident-rows'
import { isOfAgent, serverOf, timelineOf } from './timeline'

type Reader = Pick<Tx, '$queryRaw'>

/** What led to an incident happened before it: the evidence begins an hour earlier. */
const BEFORE_MS = 3_600_000
const ORDERS_MAX = 200

export async function incidentView(tx: Reader, tenantId: string, id: string): Promise<IncidentView | null> {
  const [found] = await incidentRows(tx, tenantId, Prisma.sql`i.id = ${id}::uuid`, 1)
  if (!found) return null
  const orders = await ordersOf(tx, id)
  return { ...found.row, step_list: await stepsOf(tx, id), order_list: orders, ...(await timelineOf(tx, tenantId, found, orders)), evidence: evidenceOf(found) }
}

/** For an answer of a verb that has just changed it. */
export async function changedView(tx: Reader, tenantId: string, id: string): Promise<IncidentView> {
  const view = await incidentView(tx, tenantId, id)
  if (!view) throw new Fault('changed incident has no view')
  return view
}

async function stepsOf(tx: Reader, incidentId: string): Promise<IncidentView['step_list']> {
  const rows = asRows<{ id: string; phase: string; title: string; detail: string; owner_id: string | null; owner: string | null; due_at: Date | null; done_at: Date | null; done_by_name: string | null }>(
    await tx.$queryRaw`
      select s.id, s.phase, s.title, s.detail, s.owner_id, p.name as owner, s.due_at, s.done_at, s.done_by_name
      from incident_step s left join person p on p.id = s.owner_id where s.incident_id = ${incidentId}::uuid order by s.position`,
  )
  return rows.map((row) => ({
    id: row.id,
    phase: PHASES.find((phase) => phase === row.phase) ?? 'investigate',
    title: row.title,
    detail: row.detail,
    owner: row.owner_id ? { id: row.owner_id, name: row.owner ?? 'somebody' } : null,
    due_at: row.due_at?.toISOString() ?? null,
    done: row.done_at ? { at: row.done_at.toISOString(), by: row.done_by_name ?? 'somebody' } : null,
  }))
}

async function ordersOf(tx: Reader, incidentId: string): Promise<IncidentView['order_list']> {
  const rows = asRows<{ id: string; grain: string; mode: string; target_id: string; target_name: string; committed_at: Date; lifted_at: Date | null; confirmed: number }>(
    await tx.$queryRaw`
      select c.id, c.grain, c.mode, c.target_id, c.target_name, c.committed_at, c.lifted_at,
        (select count(*)::int from receipt r where r.order_id = c.id) as confirmed
      from incident_order o join containment_order c on c.id = o.order_id where o.incident_id = ${incidentId}::uuid
      order by c.committed_at, c.id limit ${ORDERS_MAX}`,
  )
  return rows.map(({ id, grain, mode, target_id, target_name, committed_at, lifted_at, confirmed }) => ({
    id,
    grain: GRAINS.find((one) => one === grain) ?? 'agent',
    mode,
    target: { id: target_id, name: target_name },
    committed_at: committed_at.toISOString(),
    confirmed,
    lifted_at: lifted_at?.toISOString() ?? null,
  }))
}

function evidenceOf({ row, key }: Found): IncidentView['evidence'] {
  const { grain, id } = row.subject
  return {
    ...(isOfAgent(grain) ? { agent: id } : {}),
    ...(grain === 'tool' || grain === 'tool_server' ? { server: serverOf(key) } : {}),
    since: new Date(Date.parse(row.opened_at) - BEFORE_MS).toISOString(),
    ...(row.resolved ? { until: new Date(Date.parse(row.resolved.at) + 1_000).toISOString() } : {}),
  }
}
