import { Prisma } from '@/generated/prisma/client'
import { askKept } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import { plainQuery } from '../query'
import { DecisionCheck, EventIdInput, type EventView } from './contract'
import { toEventRow, type EventRecord } from './event-row'
import { sessionOf } from './internal/session-of'
import { readEvents, selectEvents } from './select-events'

/** Written into the statement, which is planned without knowing its values. */
const RELATED = Prisma.raw('20')

type Leaf = { position: string; leaf_hash: Buffer; chain_hash: Buffer; sealed_at: Date }

/** One entry whole: its decision as recorded at the time, its place in the log, and its neighbours under one delegation. */
export const getEvent = plainQuery({
  name: 'ledger.event.get',
  input: EventIdInput,
  answer: async (tx, { actor, input }): Promise<EventView | null> => {
    const mine = Prisma.sql`e.tenant_id = ${actor.tenantId}::uuid`
    const [record] = await selectEvents(tx, { where: Prisma.sql`${mine} and e.id = ${input.eventId}::uuid` }, 1)
    if (!record) return null
    const [leaf] = asRows<Leaf>(await askKept(tx, 'ledger-leaf-of', Prisma.sql`select l.position::text, l.leaf_hash, l.chain_hash, l.sealed_at from ledger_leaf l where l.tenant_id = ${actor.tenantId}::uuid and l.entry_id = ${record.id}::uuid`))
    const related = record.delegation_id
      ? asRows<{ id: string }>(
          await askKept(tx, 'ledger-related', Prisma.sql`select e.id::text from ledger_entry e where e.tenant_id = ${actor.tenantId}::uuid and e.delegation_id = ${record.delegation_id}::uuid
            and e.id <> ${record.id}::uuid and e.action <> 'tool.outcome' order by e.occurred_at desc, e.id desc limit ${RELATED}`),
        )
      : []
    const row = toEventRow(record)
    return {
      ...row,
      actor: { kind: record.actor_kind, id: record.actor_id, name: record.actor_name },
      subject: record.subject_kind ? { kind: record.subject_kind, id: record.subject_id ?? '', name: record.subject_name } : null,
      purpose: record.purpose,
      decision: decisionOf(record),
      claims: claimsOf(record),
      detail: record.detail,
      leaf: leaf
        ? {
            position: leaf.position,
            leaf_hash: leaf.leaf_hash.toString('hex'),
            chain_hash: leaf.chain_hash.toString('hex'),
            sealed_at: leaf.sealed_at.toISOString(),
          }
        : null,
      related: (await readEvents(tx, related.map(({ id }) => id))).map(toEventRow),
      session: row.imported ? await sessionOf(tx, actor.tenantId, record.id) : null,
    }
  },
})

/** As recorded when it was enforced; nothing is recomputed that could come out otherwise today. */
function decisionOf(record: EventRecord): DecisionCheck[] {
  const parsed = DecisionCheck.array().safeParse(record.detail['decision'])
  return parsed.success ? parsed.data : []
}

function claimsOf(record: EventRecord): Record<string, unknown> | null {
  const claims = record.detail['claims']
  return typeof claims === 'object' && claims !== null ? { ...claims } : null
}
