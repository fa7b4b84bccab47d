import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { parseId } from '@/lib/kernel/ids'
import type { IdentityDocument } from '../contract'

/** Today's names of the people and agents that documents name by id. */
export async function namesIn(tx: Pick<Tx, '$queryRaw'>, tenantId: string, documents: readonly IdentityDocument[]): Promise<Record<string, string>> {
  const named = documents.flatMap((one) => [one.owner, one.sponsor, ...one.may_delegate_to, ...(one.human_oversight?.approvers ?? [])])
  const ids = [...new Set(named)].filter((id) => parseId(id) !== null)
  if (ids.length === 0) return {}
  const rows = asRows<{ id: string; name: string }>(
    await tx.$queryRaw`
      select id, name from person where tenant_id = ${tenantId}::uuid and id = any(${ids}::uuid[])
      union all select id, name from agent where tenant_id = ${tenantId}::uuid and id = any(${ids}::uuid[])`,
  )
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
