import type { SavedFilter } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'

/** A filter that this person has saved. Somebody else's is not theirs to change, shared or not. Who is no person is found it, and then denied. */
export const ownFilter = (tx: Pick<Tx, 'savedFilter'>, actor: Actor, id: string): Promise<SavedFilter | null> => tx.savedFilter.findFirst({ where: { id, tenantId: actor.tenantId, ...(actor.kind === 'person' ? { personId: actor.id } : {}) } })

export const nameTaken = async (tx: Pick<Tx, 'savedFilter'>, { personId, area }: Pick<SavedFilter, 'personId' | 'area'>, name: string, except?: string): Promise<boolean> =>
  (await tx.savedFilter.findMany({ where: { personId, area }, select: { id: true, name: true } })).some((one) => one.id !== except && one.name.toLowerCase() === name.toLowerCase())

export const aboutFilter = ({ id, name }: Pick<SavedFilter, 'id' | 'name'>) => ({ subject: { kind: 'filter', id, name } })
