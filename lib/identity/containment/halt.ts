import { lockContainment } from '@/lib/db/epoch'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { plainCommand, type Command } from '../command'
import type { Change } from '../ledger/append'
import type { Invalid, PreviewChanged, Separated } from '../refusals'
import { HaltInput, isWide, type HaltView } from './contract'
import { coverageOf } from './coverage'
import { awaitReceipts } from './internal/await-receipts'
import { askHooks } from './internal/ask-hooks'
import { whyNotAsked } from './internal/check-ask'
import { coveredOf } from './internal/covered'
import { isDrill, onlyOfDrill } from './internal/drill-job'
import { joinIncident, playbooksFor } from './internal/join-incident'
import { endForGood } from './internal/kill'
import { ledgerOf } from './internal/ledger-of'
import { settleTerms } from './internal/settle-terms'
import { tellOthers } from './internal/tell-others'
import { writeOrder } from './internal/write-order'

type Ordered = Omit<HaltView, 'receipts'>
type Refused = Invalid | Separated | PreviewChanged

const order = plainCommand({
  name: 'containment.halt',
  input: HaltInput,
  // Before anything is read: every batch that issues or records is either committed by now, or will see this order.
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, input, actor) => {
    const [coverage, playbooks] = await Promise.all([coverageOf(tx, actor.tenantId, input, { withHops: input.mode === 'kill' }), playbooksFor(tx, actor)])
    return coverage && { tenantId: actor.tenantId, coverage, playbooks }
  },
  act: async (tx, { actor, input, resource: { coverage, playbooks } }): Promise<Result<Change & { value: Ordered }, Refused>> => {
    if (isWide(input.grain)) return refuse({ code: 'separated', rule: 'wide_needs_a_second_administrator' })
    const problem = whyNotAsked(actor, input, coverage)
    if (problem) return refuse(problem)
    if (isDrill(actor) && !(await onlyOfDrill(tx, actor, input, coverage))) return refuse({ code: 'separated', rule: 'a_drill_halts_its_own_agents_only' })
    const terms = await settleTerms(tx, actor.tenantId, input)
    if (!terms.ok) return terms
    const [id, reason] = [newId<'containment_order'>(), input.reason ?? null]
    // Sent one behind the other, the order first, in one round trip.
    const [{ epoch, committedAt }, incident] = await Promise.all([
      writeOrder(tx, actor, { id, coverage, terms: terms.value, reason }),
      joinIncident(tx, actor, { id, coverage, playbooks }),
      askHooks(tx, actor, { id, mode: terms.value.mode }),
      tellOthers(tx, actor, id),
      terms.value.mode === 'kill' ? endForGood(tx, actor, coverage) : null,
    ])
    const value = { order_id: id, epoch, committed_at: committedAt.toISOString(), covered: coveredOf(coverage.view) }
    return ok({ value, ...ledgerOf(coverage, { id, epoch, terms: terms.value, reason, incident }) })
  },
})

/**
 * Stops what one person answers for: an agent, and by default everything below it; a run; a tool or a server of tools.
 * At the commit nothing more is issued for the covered (or no more than is left to it: stripped, quarantined), tokens
 * from before are dead, and the enforcement points are told. Halting what is halted is a fresh order with a fresh
 * coverage; both must be lifted. Wider grains are asked for (`requestHalt`). The receipts in the answer are those that
 * came within a moment of the commit; the order is in force without them.
 */
export const halt: Command<typeof HaltInput, HaltView, Refused> = Object.assign(
  async (...[actor, raw]: Parameters<typeof order>) => {
    const ordered = await order(actor, raw)
    if (!ordered.ok) return ordered
    return ok({ ...ordered.value, receipts: await awaitReceipts(actor.tenantId, ordered.value.order_id) })
  },
  { permission: order.permission, input: order.input },
)
