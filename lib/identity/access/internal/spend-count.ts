import type { Tx } from '@/lib/db/transaction'
import type { Verified } from './verify-assertion'

/**
 * Writes down the use of a passkey, in the transaction of what it was used for. False when the count in the row is no
 * longer below: another use of the same count came first, or the passkey was removed meanwhile.
 */
export async function spendCount(tx: Pick<Tx, 'passkey'>, passkeyId: string, { newCounter, backedUp }: Verified, now: Date): Promise<boolean> {
  const { count } = await tx.passkey.updateMany({
    where: { id: passkeyId, ...(newCounter === 0 ? { counter: 0 } : { counter: { lt: newCounter } }) },
    data: { counter: newCounter, backedUp, lastUsedAt: now },
  })
  return count === 1
}
