import type { LedgerStream } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'

export const findStream = (tx: Pick<Tx, 'ledgerStream'>, actor: Actor, streamId: string): Promise<LedgerStream | null> =>
  tx.ledgerStream.findFirst({ where: { id: streamId, tenantId: actor.tenantId, removedAt: null } })

export const aboutStream = ({ id, name }: Pick<LedgerStream, 'id' | 'name'>) => ({ subject: { kind: 'stream', id, name } })
