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

/** The same as sets, of which there are few: a list that filters starts from these, and an OR of look-ups could not. */
const setOf = (agents: Prisma.Sql, tenants: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  select c.subject_id from containment_cover c where c.kind = 'agent' and c.lifted_epoch is null and ${agents}
  union all
  select x.id from containment_cover c join agent x on x.tenant_id = c.tenant_id where c.kind = 'tenant' and c.lifted_epoch is null and ${tenants})`
const CONTAINED = setOf(Prisma.sql`c.mode in ('suspend', 'kill')`, Prisma.sql`c.mode = 'suspend'`)
const QUARANTINED = setOf(Prisma.sql`c.mode = 'quarantine'`, Prisma.sql`c.mode = 'quarantine'`)

/** Rows whose status is `status`, in the form that each can be looked up by. */
export function hasStatus(status: 'draft' | 'active' | 'suspended' | 'quarantined' | 'retired'): Prisma.Sql {
  switch (status) {
    case 'draft':
    case 'retired':
      return Prisma.sql`a.state = ${status}`
    case 'active':
      return Prisma.sql`a.state = 'active' and a.id not in ${CONTAINED} and a.id not in ${QUARANTINED}`
    case 'suspended':
      return Prisma.sql`a.state = 'active' and a.id in ${CONTAINED}`
    case 'quarantined':
      return Prisma.sql`a.state = 'active' and a.id in ${QUARANTINED} and a.id not in ${CONTAINED}`
  }
}
