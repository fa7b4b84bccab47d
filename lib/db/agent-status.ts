import { Prisma } from '@/generated/prisma/client'

/**
 * The one place that derives what people see of an agent from what its row says and what contains it. A fragment over
 * `agent a`, and not a view, because a list that filters by status needs the bare EXISTS: within a view's CASE the
 * planner cannot turn it into a look-up. Here, and not in containment, because the registry lists agents and may not
 * import what comes after it.
 */
export const CONTAINED_SQL = Prisma.sql`exists (
  select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'agent' and c.subject_id = a.id and c.lifted_epoch is null)`

/** `suspended` is active but contained; a draft or a retired agent says so, contained or not. */
export const STATUS_SQL = Prisma.sql`case when a.state = 'active' and ${CONTAINED_SQL} then 'suspended' else a.state end`

/** Rows whose status is `status`, in the form that each can be looked up by. */
export function hasStatus(status: 'draft' | 'active' | 'suspended' | 'quarantined' | 'retired'): Prisma.Sql {
  switch (status) {
    case 'draft':
    case 'retired':
      return Prisma.sql`a.state = ${status}`
    case 'active':
      return Prisma.sql`a.state = 'active' and not ${CONTAINED_SQL}`
    case 'suspended':
      return Prisma.sql`a.state = 'active' and ${CONTAINED_SQL}`
    case 'quarantined':
      return Prisma.sql`false` // no order of that mode exists yet
  }
}
