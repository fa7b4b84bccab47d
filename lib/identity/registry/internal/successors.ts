import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Successor } from '../ownership-contract'

/**
 * Who follows a person for an agent: its deputies in their order, the person's manager, the lead of the agent's team.
 * Only who is active; none of them is asked, since the agent may not be without.
 */
export async function successorsOf(tx: Pick<Tx, '$queryRaw'>, agent: { id: string; tenantId: string }, leavingId: string): Promise<Successor[]> {
  const rows = asRows<Successor>(
    await tx.$queryRaw(Prisma.sql`
      select p.id, p.name, x.relation from (
        select d.person_id as id, 'deputy' as relation, 1 as rank, d.position from agent_deputy d
          where d.tenant_id = ${agent.tenantId}::uuid and d.agent_id = ${agent.id}::uuid
        union all
        select l.manager_id, 'manager', 2, 0 from person l where l.tenant_id = ${agent.tenantId}::uuid and l.id = ${leavingId}::uuid
        union all
        select t.lead_id, 'team_lead', 3, 0 from agent a join team t on t.tenant_id = a.tenant_id and lower(t.name) = lower(a.team)
          where a.tenant_id = ${agent.tenantId}::uuid and a.id = ${agent.id}::uuid
      ) x join person p on p.id = x.id and p.tenant_id = ${agent.tenantId}::uuid
      where p.status = 'active' and p.id <> ${leavingId}::uuid
      order by x.rank, x.position`),
  )
  // A deputy who is the manager, too, follows once.
  return rows.filter((row, index) => rows.findIndex((other) => other.id === row.id) === index)
}
