import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { SYSTEM_KINDS, type SystemView } from '../contract'

type Row = { id: string; name: string; kind: string; url: string; introspection_url: string | null; header: string; tokens: number; created_by_name: string; created_at: Date; checked_at: Date | null; check_problem: string | null }

/** Connected systems by name, none with its credential. */
export async function systemViews(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<SystemView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select s.id, s.name, s.kind, s.url, s.introspection_url, s.header, s.created_by_name, s.created_at, s.checked_at, s.check_problem,
        (select count(*)::int from connected_token t where t.system_id = s.id and t.ended_at is null) as tokens
      from connected_system s where s.tenant_id = ${tenantId}::uuid and s.removed_at is null order by lower(s.name)`,
  )
  return rows.map(({ kind, created_by_name: by, created_at: at, checked_at: checked, check_problem: problem, ...row }) => ({
    ...row,
    kind: SYSTEM_KINDS.find((one) => one === kind) ?? 'scim',
    created: { by, at: at.toISOString() },
    checked: checked && { at: checked.toISOString(), problem },
  }))
}
