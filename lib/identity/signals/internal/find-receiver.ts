import type { SignalReceiver, SignalStream } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import type { Change } from '../../ledger/append'

export type Found = SignalReceiver & { stream: SignalStream | null }

/** A receiver of the actor's own tenant that was not removed, with its stream. */
export async function findReceiver(tx: Pick<Tx, 'signalReceiver' | 'signalStream'>, actor: Actor, receiverId: string): Promise<Found | null> {
  const receiver = await tx.signalReceiver.findFirst({ where: { id: receiverId, tenantId: actor.tenantId, removedAt: null } })
  if (!receiver) return null
  return { ...receiver, stream: await tx.signalStream.findFirst({ where: { receiverId: receiver.id, tenantId: actor.tenantId, deletedAt: null } }) }
}

export const aboutReceiver = ({ id, name }: { id: string; name: string }): Pick<Change, 'subject'> => ({ subject: { kind: 'receiver', id, name } })
