import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'

/** No agent acts without a live owner and a live sponsor. */
export async function ownersAlive(tx: Pick<Tx, '$queryRaw'>, agentId: string): Promise<boolean> {
  const [row] = asRows<{ alive: boolean }>(
    await tx.$queryRaw`
      select o.status = 'active' and s.status = 'active' as alive
      from agent a join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
      where a.id = ${agentId}::uuid`,
  )
  return row?.alive ?? false
}
