import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { TeamView } from '../ownership-contract'

const TEAMS_MAX = 1_000
type Row = { id: string; name: string; mailbox: string | null; lead_id: string | null; lead_name: string | null; agents: number }

export async function teamViews(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<TeamView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select t.id, t.name, t.mailbox, t.lead_id, p.name as lead_name,
        (select count(*)::int from agent a where a.tenant_id = t.tenant_id and lower(a.team) = lower(t.name) and a.state <> 'retired') as agents
      from team t left join person p on p.id = t.lead_id
      where t.tenant_id = ${tenantId}::uuid order by lower(t.name) limit ${TEAMS_MAX}`,
  )
  return rows.map(({ lead_id, lead_name, ...row }) => ({ ...row, lead: lead_id === null ? null : { id: lead_id, name: lead_name ?? '' } }))
}
