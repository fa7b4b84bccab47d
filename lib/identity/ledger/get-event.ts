import { Prisma } from '@/generated/prisma/client'
import { DecisionCheck, EventIdInput, type EventView } from './contract'
import { toEventRow, type EventRecord } from './event-row'
import { sessionOf } from './internal/session-of'
import { ledgerQuery } from './ledger-query'
import { selectEvents } from './select-events'

const RELATED_MAX = 20

/** One entry whole: its decision as recorded at the time, its place in the log, and its neighbours under one delegation. */
export const getEvent = ledgerQuery({
  name: 'ledger.event.get',
  input: EventIdInput,
  answer: async (tx, { actor, input }): Promise<EventView | null> => {
    const mine = Prisma.sql`e.tenant_id = ${actor.tenantId}::uuid`
    const [record] = await selectEvents(tx, { where: Prisma.sql`${mine} and e.id = ${input.eventId}::uuid` }, 1)
    if (!record) return null
    const leaf = await tx.ledgerLeaf.findUnique({ where: { entryId: record.id } })
    const related = record.delegation_id
      ? await selectEvents(
          tx,
          { where: Prisma.sql`${mine} and e.delegation_id = ${record.delegation_id}::uuid and e.id <> ${record.id}::uuid and e.action <> 'tool.outcome'` },
          RELATED_MAX,
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
            position: leaf.position.toString(),
            leaf_hash: Buffer.from(leaf.leafHash).toString('hex'),
            chain_hash: Buffer.from(leaf.chainHash).toString('hex'),
            sealed_at: leaf.sealedAt.toISOString(),
          }
        : null,
      related: related.map(toEventRow),
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
