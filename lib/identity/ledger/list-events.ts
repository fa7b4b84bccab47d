import { Prisma } from '@/generated/prisma/client'
import { ListEventsInput, type EventRow } from './contract'
import { decodeCursor, encodeCursor } from './cursor'
import { toEventRow } from './event-row'
import { ledgerQuery } from './ledger-query'
import { selectEvents } from './select-events'

/** What the record is read for most: calls and the tokens behind them. Outcomes are shown on their calls. */
const CALLS = ['tool.call', 'token.issue', 'containment.halt', 'containment.restore']

/** The record, newest first, by keyset. "Everything below this agent" is a look-up in `chain`, not a walk. */
export const listEvents = ledgerQuery({
  name: 'ledger.event.list',
  input: ListEventsInput,
  answer: async (tx, { actor, input }) => {
    const after = decodeCursor(input.cursor)
    const conditions = [
      Prisma.sql`e.tenant_id = ${actor.tenantId}::uuid`,
      input.show === 'calls' ? Prisma.sql`e.action = any(${CALLS})` : Prisma.sql`e.action <> 'tool.outcome'`,
      ...(after ? [Prisma.sql`(e.occurred_at, e.id) < (${after.at}, ${after.id}::uuid)`] : []),
      ...(input.person ? [Prisma.sql`e.root_person_id = ${input.person}::uuid`] : []),
      ...(input.agent ? [Prisma.sql`e.chain @> array[${input.agent}::uuid]`] : []),
      ...(input.server ? [Prisma.sql`e.tool_server = ${input.server}`] : []),
      ...(input.tool ? [Prisma.sql`e.tool = ${input.tool}`] : []),
      ...(input.result ? [resultIs(input.result)] : []),
      ...(input.since ? [Prisma.sql`e.occurred_at >= ${new Date(input.since)}`] : []),
      ...(input.until ? [Prisma.sql`e.occurred_at < ${new Date(input.until)}`] : []),
      ...(input.delegation ? [Prisma.sql`e.delegation_id = ${input.delegation}::uuid`] : []),
    ]
    const found = await selectEvents(tx, Prisma.join(conditions, ' and '), input.limit + 1)
    const page = found.slice(0, input.limit)
    const last = page.at(-1)
    return {
      items: page.map(toEventRow),
      next: found.length > input.limit && last ? encodeCursor(last.occurred_at, last.id) : null,
    }
  },
})

/** A call's own result is the decision; `cut`, `failed` and `ok` of a call stand in its outcome. */
function resultIs(result: EventRow['result']): Prisma.Sql {
  if (result === 'allowed' || result === 'denied') return Prisma.sql`e.result = ${result}`
  return Prisma.sql`(e.result = ${result} or exists (
    select from ledger_entry o where o.cause_id = e.id and o.action = 'tool.outcome' and o.result = ${result}))`
}
