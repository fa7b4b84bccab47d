import { Prisma } from '@/generated/prisma/client'

/**
 * What people see of an agent, from what its row says and what contains it: a fragment over `agent a`. What a list filters by
 * and counts is the same in the database (`agents_where`, `agent_counts`), which starts from what is contained, of which there
 * is little. Here, and not in containment, because the registry lists agents and may not import what comes after it.
 */
export const CONTAINED_SQL = Prisma.sql`(exists (
  select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'agent' and c.subject_id = a.id and c.lifted_epoch is null
    and c.mode in ('suspend', 'kill'))
  or exists (select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'tenant' and c.lifted_epoch is null and c.mode = 'suspend'))`
const QUARANTINED_SQL = Prisma.sql`(exists (
  select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'agent' and c.subject_id = a.id and c.lifted_epoch is null
    and c.mode = 'quarantine')
  or exists (select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'tenant' and c.lifted_epoch is null and c.mode = 'quarantine'))`

/**
 * `suspended` is active but stopped, `quarantined` active but for an investigator alone; what is only stripped is
 * active, with less. A draft or a retired agent says so, contained or not.
 */
export const STATUS_SQL = Prisma.sql`case when a.state <> 'active' then a.state when ${CONTAINED_SQL} then 'suspended'
  when ${QUARANTINED_SQL} then 'quarantined' else a.state end`
