import type { Tx } from '@/lib/db/transaction'

/**
 * Whether somebody other than `personId` could still administer. Read in the serializable transaction of the change:
 * of two that each rely on the other's administrator, one is run again and then sees what the other did.
 */
export async function anotherAdminThan(tx: Pick<Tx, 'person'>, tenantId: string, personId: string): Promise<boolean> {
  const others = await tx.person.count({
    where: { tenantId, role: 'admin', status: 'active', passwordHash: { not: null }, id: { not: personId } },
  })
  return others > 0
}
