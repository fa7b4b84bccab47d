import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { toInvalid, type Refusal } from '../refusals'
import { TransferIdsInput, type DecidedReport } from './bulk-contract'
import { acceptTransfer, cancelTransfer, declineTransfer } from './decide-transfer'

type Decide = typeof acceptTransfer

/**
 * Decides offers one after the other, each an act of its own that is recorded of its agent: one that cannot be decided holds no
 * other up, and what is decided stays so whatever becomes of the rest.
 */
function each(decide: Decide) {
  const run = async (actor: Actor, raw: unknown): Promise<Result<DecidedReport, Refusal>> => {
    const parsed = TransferIdsInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const report: DecidedReport = { decided: [], refused: [] }
    for (const id of new Set<string>(parsed.data.transferIds)) {
      const done = await decide(actor, { transferId: id })
      if (done.ok) report.decided.push(id)
      // Of none of them is it this role's, or this kind of actor's.
      else if (done.refusal.code === 'denied') return done
      else report.refused.push({ id, why: whyNot(done.refusal) })
    }
    // Offers that this tenant does not have are unknown, and so is a request of nothing else.
    if (report.decided.length === 0 && report.refused.every(({ why }) => why === UNKNOWN)) return refuse({ code: 'not_found' as const })
    return ok(report)
  }
  return Object.assign(run, { permission: decide.permission, input: TransferIdsInput })
}

export const acceptTransfers = each(acceptTransfer)
export const declineTransfers = each(declineTransfer)
export const cancelTransfers = each(cancelTransfer)

const UNKNOWN = 'is no offer here'
function whyNot(refusal: Refusal): string {
  switch (refusal.code) {
    case 'not_found':
      return UNKNOWN
    case 'wrong_state':
      return `is ${refusal.state} already`
    case 'conflict':
      return refusal.detail
    case 'separated':
      return 'is somebody else’s to decide'
    default:
      return refusal.code
  }
}
