import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { toInvalid, type Refusal } from '../refusals'
import { TransferIdsInput, type DecidedReport } from './bulk-contract'
import { acceptTransfer, cancelTransfer, declineTransfer } from './decide-transfer'
import { oneByOne } from './internal/one-by-one'

type Decide = typeof acceptTransfer

/** Decides offers one after the other: see `oneByOne`. */
function each(decide: Decide) {
  const run = async (actor: Actor, raw: unknown): Promise<Result<DecidedReport, Refusal>> => {
    const parsed = TransferIdsInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const came = await oneByOne(parsed.data.transferIds, (transferId) => decide(actor, { transferId }))
    if (!came.ok) return came
    return ok({ decided: came.value.done.map(({ id }) => id), refused: came.value.refused.map(({ id, refusal }) => ({ id, why: whyNot(refusal) })) })
  }
  return Object.assign(run, { permission: decide.permission, input: TransferIdsInput })
}

export const acceptTransfers = each(acceptTransfer)
export const declineTransfers = each(declineTransfer)
export const cancelTransfers = each(cancelTransfer)

function whyNot(refusal: Refusal): string {
  switch (refusal.code) {
    case 'not_found':
      return 'is no offer here'
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
