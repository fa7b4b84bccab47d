import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TransferView } from '../ownership-contract'

type Row = Omit<TransferView, 'agent' | 'from' | 'to' | 'requested_at' | 'expires_at' | 'decided_at'> & {
  agent_id: string
  agent_name: string
  from_id: string
  from_name: string
  to_id: string
  to_name: string
  requested_at: Date
  expires_at: Date
  decided_at: Date | null
}

/** One that nobody decided in time says so, whether or not that has been written down. */
export const TRANSFER_STATE_SQL = Prisma.sql`case when t.state = 'requested' and t.expires_at <= now() then 'expired' else t.state end`

/** Transfers with the names that a page shows, newest first: `where` over `agent_transfer t`. */
export async function transferViews(tx: Pick<Tx, '$queryRaw'>, where: Prisma.Sql, limit: number): Promise<TransferView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select t.id, t.batch_id, t.role, t.reason, t.requested_by_name as requested_by, t.requested_at, t.expires_at, t.decided_at, ${TRANSFER_STATE_SQL} as state,
        t.agent_id, a.name as agent_name, t.from_id, f.name as from_name, t.to_id, p.name as to_name
      from agent_transfer t join agent a on a.id = t.agent_id join person f on f.id = t.from_id join person p on p.id = t.to_id
      where ${where} order by t.requested_at desc, t.id desc limit ${limit}`,
  )
  return rows.map(({ agent_id, agent_name, from_id, from_name, to_id, to_name, requested_at, expires_at, decided_at, ...row }) => ({
    ...row,
    agent: { id: agent_id, name: agent_name },
    from: { id: from_id, name: from_name },
    to: { id: to_id, name: to_name },
    requested_at: requested_at.toISOString(),
    expires_at: expires_at.toISOString(),
    decided_at: decided_at?.toISOString() ?? null,
  }))
}
