import type { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { LIVE_DELEGATION_SQL } from '@/lib/db/live-delegation'
import { asRows } from '@/lib/db/rows'
import type { Raw } from '@/lib/db/plain-read'
import type { AgentRow, AgentStatus, RiskLevel } from '../contract'

export type AgentRecord = {
  id: string
  name: string
  status: AgentStatus
  owner_id: string
  owner_name: string
  sponsor_id: string
  sponsor_name: string
  team: string | null
  tags: string[]
  platform: string
  risk_level: RiskLevel
  purpose: string
  tools: number
  live_delegations: number
  last_active_at: Date | null
  next_review_at: Date
  created_at: Date
}

/**
 * Agents with what a list shows of them, in one statement: `page` selects the rows, by index and with a limit, and only
 * for those are people, tools and live delegations looked up.
 */
export async function agentRows(tx: Pick<Raw, '$queryRaw'>, page: Prisma.Sql, orderBy: Prisma.Sql): Promise<AgentRecord[]> {
  return asRows<AgentRecord>(
    await tx.$queryRaw`
      with page as (${page})
      select a.id, a.name, ${STATUS_SQL} as status, a.owner_id, o.name as owner_name, a.sponsor_id, s.name as sponsor_name,
        a.team, a.tags, a.platform, a.risk_level, a.purpose, a.last_active_at, a.next_review_at, a.created_at,
        (select jsonb_array_length(r.document->'tools') from agent_revision r
          where r.agent_id = a.id order by r.id = a.revision_in_force_id desc nulls last, r.number desc limit 1) as tools,
        (select count(*)::int from delegation d
          where d.tenant_id = a.tenant_id and d.agent_id = a.id and ${LIVE_DELEGATION_SQL}) as live_delegations
      from page a
      join person o on o.id = a.owner_id
      join person s on s.id = a.sponsor_id
      order by ${orderBy}`,
  )
}

export function toAgentRow(record: AgentRecord): AgentRow {
  return {
    id: record.id,
    name: record.name,
    status: record.status,
    owner: { id: record.owner_id, name: record.owner_name },
    sponsor: { id: record.sponsor_id, name: record.sponsor_name },
    team: record.team,
    tags: record.tags,
    platform: record.platform,
    risk_level: record.risk_level,
    purpose: record.purpose,
    tools: record.tools,
    live_delegations: record.live_delegations,
    last_active_at: record.last_active_at?.toISOString() ?? null,
    next_review_at: record.next_review_at.toISOString(),
    created_at: record.created_at.toISOString(),
  }
}
