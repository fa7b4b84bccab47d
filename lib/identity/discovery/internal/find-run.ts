import type { Tx } from '@/lib/db/transaction'
import { refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../../actor'
import type { Separated, WrongState } from '../../refusals'

type Run = { askedById: string; state: string }

export const findRun = (tx: Pick<Tx, 'discoveryRun'>, actor: Actor, scanId: string) => tx.discoveryRun.findFirst({ where: { id: scanId, tenantId: actor.tenantId } })

/** Only who began a run adds to it and ends it, or the job that carries it out; and only while it runs. */
export function mayAdd(actor: Actor, run: Run): Result<null, Separated | WrongState> {
  if (actor.kind !== 'job' && run.askedById !== actor.id) return refuse({ code: 'separated', rule: 'who_began_a_scan_sends_it' })
  return run.state === 'running' ? { ok: true, value: null } : refuse({ code: 'wrong_state', state: run.state })
}
