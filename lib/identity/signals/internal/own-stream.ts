import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { findReceiver, type Found } from './find-receiver'

export type Own = Found & { stream: NonNullable<Found['stream']> }

/** The stream of the receiver that asks; another's is as unknown as one that does not exist. */
export async function ownStream(tx: Pick<Tx, 'signalReceiver' | 'signalStream'>, actor: Actor, { receiverId, streamId }: { receiverId: string; streamId: string }): Promise<Own | null> {
  const found = await findReceiver(tx, actor, receiverId)
  return found?.stream?.id === streamId ? { ...found, stream: found.stream } : null
}
