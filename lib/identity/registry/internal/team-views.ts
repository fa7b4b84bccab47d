import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TeamView } from '../ownership-contract'

const TEAMS_MAX = 1_000
type Row = { id: string; name: string; mailbox: string | null; lead_id: string | null; lead_name: string | null; lead_active: boolean | null; members: number; agents: number }

export async function teamViews(tx: Pick<Tx, '$queryRaw'>, tenantId: string, teamId: string | null = null): Promise<TeamView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      with counted as (
        select lower(value) as name, sum(agents)::int as agents from agent_tally where tenant_id = ${tenantId}::uuid and kind = 'team' and state <> 'retired' group by 1)
      select t.id, t.name, t.mailbox, t.lead_id, (select count(*)::int from team_member m where m.team_id = t.id) as members, p.name as lead_name, p.status = 'active' as lead_active, coalesce(c.agents, 0) as agents
      from team t left join person p on p.id = t.lead_id left join counted c on c.name = lower(t.name)
      where t.tenant_id = ${tenantId}::uuid and (${teamId}::uuid is null or t.id = ${teamId}::uuid) order by lower(t.name) limit ${TEAMS_MAX}`,
  )
  return rows.map(({ lead_id, lead_name, lead_active, ...row }) => ({ ...row, lead: lead_id === null ? null : { id: lead_id, name: lead_name ?? '', active: lead_active ?? false } }))
}
