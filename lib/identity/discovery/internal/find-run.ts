import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'

/** A run that this actor has begun, or that the job was given. Another's run is not there. */
export async function findOwnRun(tx: Pick<Tx, 'discoveryRun'>, actor: Actor, scanId: string) {
  const run = await tx.discoveryRun.findFirst({ where: { id: scanId, tenantId: actor.tenantId } })
  return run && (actor.kind === 'job' || run.askedById === actor.id) ? run : null
}

/** Both are one answer: there is nothing to add to. */
export const isRunning = (run: { state: string }): boolean => run.state === 'running'
