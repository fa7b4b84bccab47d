import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { AgentStatus } from '../contract'

/** What people see of one agent: its row's state, or what contains it. */
export async function agentStatus(tx: Pick<Tx, '$queryRaw'>, { id, tenantId }: { id: string; tenantId: string }): Promise<AgentStatus> {
  const [row] = asRows<{ status: AgentStatus }>(
    await tx.$queryRaw(Prisma.sql`select ${STATUS_SQL} as status from agent a where a.tenant_id = ${tenantId}::uuid and a.id = ${id}::uuid`),
  )
  return row?.status ?? 'retired'
}
