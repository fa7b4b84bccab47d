import { Prisma } from '@/generated/prisma/client'
import { askKept, type Raw } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import { plainQuery } from '../query'
import { DecisionCheck, EventIdInput, type EventView } from './contract'
import { toEventRow, type EventRecord } from './event-row'
import { sessionOf } from './internal/session-of'
import { namedEvents, withNames } from './select-events'

/** Written into the statement, which is planned without knowing its values. */
const RELATED = Prisma.raw('20')

type Leaf = { position: string | null; leaf_hash: Buffer; chain_hash: Buffer; sealed_at: Date }
type Found = EventRecord & Leaf & { is_related: boolean }

/** One entry whole: its decision as recorded at the time, its place in the log, and its neighbours under one delegation. */
export const getEvent = plainQuery({
  name: 'ledger.event.get',
  input: EventIdInput,
  answer: async (tx, { actor, input }): Promise<EventView | null> => {
    const [record, ...related] = await found(tx, actor.tenantId, input.eventId)
    if (!record || record.is_related) return null
    const row = toEventRow(record)
    return {
      ...row,
      actor: { kind: record.actor_kind, id: record.actor_id, name: record.actor_name },
      subject: record.subject_kind ? { kind: record.subject_kind, id: record.subject_id ?? '', name: record.subject_name } : null,
      purpose: record.purpose,
      decision: decisionOf(record),
      claims: claimsOf(record),
      detail: record.detail,
      leaf: record.position === null
        ? null
        : {
            position: record.position,
            leaf_hash: record.leaf_hash.toString('hex'),
            chain_hash: record.chain_hash.toString('hex'),
            sealed_at: record.sealed_at.toISOString(),
          },
      related: related.map(toEventRow),
      session: row.imported ? await sessionOf(tx, actor.tenantId, record.id) : null,
    }
  },
})

/** The entry, and after it the newest of its delegation: one statement, planned once a connection. */
async function found(tx: Raw, tenantId: string, eventId: string): Promise<Found[]> {
  const rows = await askKept(tx, 'ledger-event', Prisma.sql`
    with asked as materialized (select e.id, e.delegation_id from ledger_entry e where e.tenant_id = ${tenantId}::uuid and e.id = ${eventId}::uuid),
    wanted as (
      select a.id, false as is_related from asked a
      union all
      (select e.id, true from asked a join ledger_entry e on e.delegation_id = a.delegation_id
        where e.tenant_id = ${tenantId}::uuid and e.id <> a.id and e.action <> 'tool.outcome' order by e.occurred_at desc, e.id desc limit ${RELATED})
    )
    select ${namedEvents.columns}, w.is_related, l.position::text, l.leaf_hash, l.chain_hash, l.sealed_at
    from wanted w ${namedEvents.joined}
    left join ledger_leaf l on not w.is_related and l.tenant_id = ${tenantId}::uuid and l.entry_id = e.id
    order by w.is_related, e.occurred_at desc, e.id desc`)
  return withNames(asRows<Found>(rows))
}

/** As recorded when it was enforced; nothing is recomputed that could come out otherwise today. */
function decisionOf(record: EventRecord): DecisionCheck[] {
  const parsed = DecisionCheck.array().safeParse(record.detail['decision'])
  return parsed.success ? parsed.data : []
}

function claimsOf(record: EventRecord): Record<string, unknown> | null {
  const claims = record.detail['claims']
  return typeof claims === 'object' && claims !== null ? { ...claims } : null
}
