import { Prisma } from '@/generated/prisma/client'
import type { Raw } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import type { EventView } from '../contract'
import { toEventRow } from '../event-row'
import { selectEvents } from '../select-events'

/** Of what was done with one session. */
const USES_MAX = 50

type Ids = { given_by: string | null; used_by: string[] }

/**
 * What gave out the session that an imported event was done with, and what was done with the one that it gave out. Read
 * when it is asked for: files come in any order, and the beginning of a session may have been imported after its use.
 */
export async function sessionOf(tx: Raw, tenantId: string, entryId: string): Promise<EventView['session']> {
  const [found] = asRows<Ids>(
    await tx.$queryRaw`
      select (select j.entry_id from imported_event j where j.tenant_id = i.tenant_id and j.issues = i.uses and j.entry_id <> i.entry_id order by j.occurred_at limit 1) as given_by,
        array(select u.entry_id::text from imported_event u where u.tenant_id = i.tenant_id and u.uses = i.issues and u.entry_id <> i.entry_id order by u.occurred_at limit ${USES_MAX}::int) as used_by
      from imported_event i where i.tenant_id = ${tenantId}::uuid and i.entry_id = ${entryId}::uuid`,
  )
  if (!found) return null
  const ids = [...found.used_by, ...(found.given_by ? [found.given_by] : [])]
  if (ids.length === 0) return { given_by: null, used_by: [] }
  const rows = (await selectEvents(tx, { where: Prisma.sql`e.tenant_id = ${tenantId}::uuid and e.id = any(${ids}::uuid[])` }, ids.length)).map(toEventRow)
  return { given_by: rows.find(({ id }) => id === found.given_by) ?? null, used_by: rows.filter(({ id }) => id !== found.given_by).reverse() }
}
