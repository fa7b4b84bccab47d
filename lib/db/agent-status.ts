import { Prisma } from '@/generated/prisma/client'

/**
 * The one place that derives what people see of an agent from what its row says and what contains it. A fragment over
 * `agent a`, and not a view, because a list that filters by status needs the bare EXISTS: within a view's CASE the
 * planner cannot turn it into a look-up. Here, and not in containment, because the registry lists agents and may not
 * import what comes after it.
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

/** Rows whose status is `status`, in the form that each can be looked up by. */
export function hasStatus(status: 'draft' | 'active' | 'suspended' | 'quarantined' | 'retired'): Prisma.Sql {
  switch (status) {
    case 'draft':
    case 'retired':
      return Prisma.sql`a.state = ${status}`
    case 'active':
      return Prisma.sql`a.state = 'active' and not ${CONTAINED_SQL} and not ${QUARANTINED_SQL}`
    case 'suspended':
      return Prisma.sql`a.state = 'active' and ${CONTAINED_SQL}`
    case 'quarantined':
      return Prisma.sql`a.state = 'active' and ${QUARANTINED_SQL} and not ${CONTAINED_SQL}`
  }
}
