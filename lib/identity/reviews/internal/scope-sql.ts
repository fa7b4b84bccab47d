import { Prisma } from '@/generated/prisma/client'
import type { CampaignPlan } from '../contract'

/**
 * Which rows of `agent a` a campaign is about: the launch check and the launch both ask by it. What was never in force
 * has no access to review, and what is retired has none left.
 */
export function inScope(tenantId: string, { scope, value = '' }: Pick<CampaignPlan, 'scope' | 'value'>): Prisma.Sql {
  const all = Prisma.sql`a.tenant_id = ${tenantId}::uuid and a.state = 'active' and a.revision_in_force_id is not null`
  switch (scope) {
    case 'all':
      return all
    case 'team':
      return Prisma.sql`${all} and a.team = ${value}`
    case 'platform':
      return Prisma.sql`${all} and a.platform = ${value}`
    case 'risk':
      return Prisma.sql`${all} and array_position(array['low', 'medium', 'high', 'critical'], a.risk_level) >= array_position(array['low', 'medium', 'high', 'critical'], ${value}::text)`
    case 'not_reviewed_since':
      return Prisma.sql`${all} and not exists (select from review_item i where i.tenant_id = a.tenant_id and i.agent_id = a.id
        and i.outcome_by = 'review' and i.final_at >= ${value}::timestamptz)`
    case 'unused_days':
      return Prisma.sql`${all} and coalesce(a.last_active_at, a.created_at) < now() - make_interval(days => ${Number(value)}::int)`
    case 'agent':
      return Prisma.sql`${all} and a.id = ${value}::uuid`
  }
}
