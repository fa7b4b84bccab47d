import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { RiskLevel } from '../../registry/contract'

/** What a launch fixed of one agent. */
export type Staged = { agent_id: string; revision_id: string; reviewer_id: string; second: boolean; third: boolean }

export type ReviewedAgent = {
  id: string; name: string; purpose: string; platform: string; team: string | null; risk_level: RiskLevel; created_at: Date; last_active_at: Date | null
  owner_id: string; owner_name: string; owner_live: boolean; sponsor_id: string; sponsor_name: string; sponsor_live: boolean
  manager_id: string | null; manager_name: string | null; manager_live: boolean | null
  document: unknown; digest: string; number: number; author_id: string; edited_by: string[]; registered_by: string; approved_by: string | null; approved_at: Date | null
} // prettier-ignore

/** These agents as they are now, by the document that was in force when the launch fixed it. */
export async function reviewedAgents(tx: Pick<Tx, '$queryRaw'>, tenantId: string, staged: readonly Pick<Staged, 'revision_id'>[]): Promise<ReviewedAgent[]> {
  return asRows<ReviewedAgent>(
    await tx.$queryRaw(Prisma.sql`
      select a.id, a.name, a.purpose, a.platform, a.team, a.risk_level, a.created_at, a.last_active_at,
        a.owner_id, o.name as owner_name, (o.status = 'active' and o.password_hash is not null) as owner_live,
        a.sponsor_id, s.name as sponsor_name, (s.status = 'active' and s.password_hash is not null) as sponsor_live,
        m.id as manager_id, m.name as manager_name, (m.status = 'active' and m.password_hash is not null) as manager_live,
        r.document, r.digest, r.number, r.author_id, r.edited_by, a.registered_by, r.approved_by, r.approved_at
      from agent_revision r join agent a on a.id = r.agent_id
        join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id left join person m on m.id = o.manager_id
      where a.tenant_id = ${tenantId}::uuid and r.id = any(${staged.map(({ revision_id }) => revision_id)}::uuid[])`),
  )
}

/** Who wrote what is in force; of a first revision whoever registered it, too. */
export const writtenBy = (agent: Pick<ReviewedAgent, 'author_id' | 'edited_by' | 'registered_by' | 'number'>): string[] => [
  ...new Set([agent.author_id, ...agent.edited_by, ...(agent.number === 1 ? [agent.registered_by] : [])]),
]
