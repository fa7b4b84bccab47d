import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'

/** Somebody of this tenant who can sign in, and so can do what falls to them. */
export async function personWithAccess(tx: Pick<Tx, '$queryRaw'>, tenantId: string, personId: string): Promise<{ id: string; name: string } | null> {
  const [person] = asRows<{ id: string; name: string }>(
    await tx.$queryRaw`select id, name from person where id = ${personId}::uuid and tenant_id = ${tenantId}::uuid and status = 'active'`,
  )
  return person ?? null
}
