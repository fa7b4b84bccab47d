import { Prisma } from '@/generated/prisma/client'
import type { CampaignPlan } from '../contract'
import { SENSITIVITIES as LEVELS } from '../terms'

/** From what everybody may see to what few may. */
const SENSITIVITIES = Prisma.sql`array[${Prisma.join([...LEVELS])}]::text[]`

/**
 * Which rows of `agent a` a campaign is about: the launch check and the launch both ask by it. What was never in force
 * has no access to review, and what is retired has none left. What a drill made to be halted is nobody’s to keep.
 */
export function inScope(tenantId: string, { scope, value = '' }: Pick<CampaignPlan, 'scope' | 'value'>): Prisma.Sql {
  const all = Prisma.sql`a.tenant_id = ${tenantId}::uuid and a.state = 'active' and a.revision_in_force_id is not null and a.registered_by <> 'containment.drill'`
  switch (scope) {
    case 'all':
      return all
    case 'team':
      return Prisma.sql`${all} and a.team = ${value}`
    case 'platform':
      return Prisma.sql`${all} and a.platform = ${value}`
    case 'risk':
      return Prisma.sql`${all} and array_position(array['low', 'medium', 'high', 'critical'], a.risk_level) >= array_position(array['low', 'medium', 'high', 'critical'], ${value}::text)`
    case 'sensitivity':
      return Prisma.sql`${all} and exists (select from agent_revision r, jsonb_array_elements(r.document->'data_access') d
        where r.id = a.revision_in_force_id and array_position(${SENSITIVITIES}, d->>'sensitivity') >= array_position(${SENSITIVITIES}, ${value}::text))`
    case 'server':
      return Prisma.sql`${all} and exists (select from agent_revision r, jsonb_array_elements(r.document->'tools') t where r.id = a.revision_in_force_id and t->>'mcp_server' = ${value})`
    case 'new_days':
      return Prisma.sql`${all} and a.created_at > now() - make_interval(days => ${Number(value)}::int)`
    case 'changed_since':
      return Prisma.sql`${all} and exists (select from agent_revision r where r.id = a.revision_in_force_id and r.approved_at >= ${value}::timestamptz)`
    case 'ownerless':
      return Prisma.sql`${all} and exists (select from person p where p.id in (a.owner_id, a.sponsor_id) and (p.status <> 'active' or p.password_hash is null))`
    case 'not_reviewed_since':
      return Prisma.sql`${all} and not exists (select from review_item i where i.tenant_id = a.tenant_id and i.agent_id = a.id
        and i.outcome_by = 'review' and i.final_at >= ${value}::timestamptz)`
    case 'unused_days':
      return Prisma.sql`${all} and coalesce(a.last_active_at, a.created_at) < now() - make_interval(days => ${Number(value)}::int)`
    case 'agent':
      return Prisma.sql`${all} and a.id = ${value}::uuid`
  }
}
