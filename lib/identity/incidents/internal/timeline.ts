import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { toEventRow } from '../../ledger/event-row'
import { eventsOfAgent, selectEvents, type EventSource } from '../../ledger/select-events'
import type { SentencePart } from '../../ledger/contract'
import type { IncidentView, TimelineItem } from '../contract'
import type { Found } from './incident-rows'

type Reader = Pick<Tx, '$queryRaw'>
type Order = IncidentView['order_list'][number]

/** What an incident says of itself is read whole by a person; of refusals a looping agent makes thousands. */
const ENTRIES_MAX = 500
const REFUSALS_MAX = 40
/** As the record has them: at the token endpoint, and at an enforcement point. */
const STOPPED = ['containment', 'contained']

/**
 * What happened, oldest first: everything that the ledger says of the incident and of its orders, the receipts of the
 * enforcement points, and what was refused because of the orders.
 */
export async function timelineOf(tx: Reader, tenantId: string, { row, key }: Found, orders: readonly Order[]): Promise<Pick<IncidentView, 'timeline' | 'more_refusals'>> {
  const causes = [row.id, ...orders.map(({ id }) => id)]
  const entries = await selectEvents(tx, { where: Prisma.sql`e.tenant_id = ${tenantId}::uuid and e.cause_id = any(${causes}::uuid[]) and e.action <> 'tool.outcome'` }, ENTRIES_MAX)
  const refusals = await selectEvents(tx, refused(tenantId, { row, key }), REFUSALS_MAX + 1)
  const items: TimelineItem[] = [
    ...entries.map((entry) => ({ kind: 'entry' as const, ...ofEntry(entry) })),
    ...refusals.slice(0, REFUSALS_MAX).map((entry) => ({ kind: 'refusal' as const, ...ofEntry(entry) })),
    ...(await receiptsOf(tx, orders)),
  ]
  return { timeline: items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), more_refusals: refusals.length > REFUSALS_MAX }
}

function ofEntry(record: Parameters<typeof toEventRow>[0]): Pick<TimelineItem, 'at' | 'event' | 'sentence'> {
  const { id, at, action, result, sentence } = toEventRow(record)
  return { at, event: { id, action, result }, sentence }
}

/** Refused since it opened, until it was resolved, for the reason that somebody in the chain is halted. */
function refused(tenantId: string, { row, key }: Found): EventSource {
  const { subject, opened_at, resolved } = row
  const conditions = [
    Prisma.sql`e.tenant_id = ${tenantId}::uuid and e.result = 'denied' and e.reason = any(${STOPPED}) and e.occurred_at >= ${new Date(opened_at)}`,
    ...(resolved ? [Prisma.sql`e.occurred_at <= ${new Date(resolved.at)}`] : []),
    ...(subject.grain === 'tool' || subject.grain === 'tool_server' ? [Prisma.sql`e.tool_server = ${serverOf(key)}`] : []),
  ]
  const where = Prisma.join(conditions, ' and ')
  return isOfAgent(subject.grain) ? eventsOfAgent({ tenantId, agentId: subject.id }, where) : { where }
}

export const isOfAgent = (grain: string): boolean => grain === 'run' || grain === 'agent' || grain === 'sub_tree'

/** The key of a tool is its server and its name, of a server the server alone. */
export const serverOf = (key: string | null): string => key?.split(':')[0] ?? ''

async function receiptsOf(tx: Reader, orders: readonly Order[]): Promise<TimelineItem[]> {
  const rows = asRows<{ order_id: string; point_id: string; point: string; ms: number; cut_calls: number; enforced_at: Date }>(
    await tx.$queryRaw`
      select r.order_id, r.point_id, p.name as point, r.ms, r.cut_calls, r.enforced_at
      from receipt r join enforcement_point p on p.id = r.point_id
      where r.order_id = any(${orders.map(({ id }) => id)}::uuid[]) order by r.enforced_at limit ${ENTRIES_MAX}`,
  )
  return rows.map(({ order_id, point_id, point, ms, cut_calls, enforced_at }) => ({
    at: enforced_at.toISOString(),
    kind: 'receipt',
    event: null,
    sentence: receiptSentence(
      { kind: 'point', id: point_id, name: point },
      orders.find(({ id }) => id === order_id),
      `after ${Math.round(ms)} ms${cut_calls > 0 ? ` and cut ${cut_calls} running ${cut_calls === 1 ? 'call' : 'calls'}` : ''}`,
    ),
  }))
}

function receiptSentence(point: SentencePart, order: Order | undefined, how: string): SentencePart[] {
  if (!order) return [point, { text: ` confirmed ${how}` }]
  return [point, { text: ' confirmed the order over ' }, { kind: 'order', id: order.id, name: order.target.name }, { text: ` ${how}` }]
}
