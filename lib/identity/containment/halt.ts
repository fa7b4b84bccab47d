import { lockContainment } from '@/lib/db/epoch'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Command } from '../command'
import { HaltInput, type HaltView } from './contract'
import { coverageOf } from './coverage'
import { awaitReceipts } from './internal/await-receipts'
import { coveredOf } from './internal/covered'
import { ledgerOf } from './internal/ledger-of'
import { command } from './internal/tables'
import { writeOrder, type Terms } from './internal/write-order'

const order = command({
  name: 'containment.halt',
  input: HaltInput,
  // Before anything is read: every batch that issues or records is either committed by now, or will see this order.
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, input, actor) => {
    const coverage = await coverageOf(tx, actor.tenantId, input)
    return coverage && { tenantId: actor.tenantId, coverage }
  },
  act: async (tx, { actor, input, resource: { coverage } }) => {
    const id = newId<'containment_order'>()
    const terms: Terms = { mode: 'suspend', scopes: [], endpoint: null, until: null }
    const { epoch, committedAt } = await writeOrder(tx, actor, { id, coverage, terms, reason: input.reason ?? null })
    const value = { order_id: id, epoch, committed_at: committedAt.toISOString(), covered: coveredOf(coverage.view) }
    return ok({ value, ...ledgerOf(coverage, { id, epoch, terms, reason: input.reason ?? null }) })
  },
})

/**
 * Suspends an agent, and by default everything below it. At the commit nothing more is issued for the covered, and
 * the enforcement points are told. Halting what is halted is a fresh order with a fresh coverage; both must be lifted.
 * The receipts in the answer are those that came within a moment of the commit; the order is in force without them.
 */
export const halt: Command<typeof HaltInput, HaltView, never> = Object.assign(
  async (...[actor, raw]: Parameters<typeof order>) => {
    const ordered = await order(actor, raw)
    if (!ordered.ok) return ordered
    return ok({ ...ordered.value, receipts: await awaitReceipts(actor.tenantId, ordered.value.order_id) })
  },
  { permission: order.permission, input: order.input },
)
