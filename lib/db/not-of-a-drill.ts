import { Prisma } from '@/generated/prisma/client'

/** Rows of `mandate m` that people gave: what a drill gives to agents of its own is over in minutes, and nobody's to look after. */
export const NOT_OF_A_DRILL_SQL = Prisma.sql`not exists (select from agent da where da.id = m.agent_id and da.registered_by = 'containment.drill')`
