import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import { RETENTION_DAYS_MIN, type RetentionView } from '../retention-contract'
import { query } from './tables'

type Counted = { files: number; entries: number; removed: number; oldest_at: Date | null; open_incidents: number }
const PROBLEMS_MAX = 20

/** How long entries stay, what holds them longer, and how much is in archives. */
export const getRetention = query({
  name: 'ledger.retention.get',
  input: z.object({}),
  answer: async (tx, { actor: { tenantId } }): Promise<RetentionView> => {
    const set = await tx.ledgerRetention.findUnique({ where: { tenantId } })
    const [counted] = asRows<Counted>(
      await tx.$queryRaw`select count(*)::int as files, coalesce(sum(a.entries), 0)::float8 as entries, coalesce(sum(a.entries) filter (where a.removed_at is not null), 0)::float8 as removed,
          (select min(e.occurred_at) from ledger_entry e where e.tenant_id = ${tenantId}::uuid) as oldest_at,
          (select count(*)::int from incident i where i.tenant_id = ${tenantId}::uuid and i.resolved_at is null) as open_incidents
        from ledger_archive a where a.tenant_id = ${tenantId}::uuid`,
    )
    const behind = asRows<{ name: string }>(
      await tx.$queryRaw`select s.name from ledger_stream s join ledger_leaf l on l.tenant_id = s.tenant_id and l.position = s.position
        where s.tenant_id = ${tenantId}::uuid and s.removed_at is null and l.sealed_at <= now() - make_interval(days => ${set?.days ?? RETENTION_DAYS_MIN}::int) order by s.name`,
    )
    const problems = await tx.ledgerArchive.findMany({ where: { tenantId, problem: { not: null } }, orderBy: { lastPosition: 'desc' }, take: PROBLEMS_MAX, select: { file: true, problem: true } })
    return {
      days: set?.days ?? RETENTION_DAYS_MIN,
      minimum: RETENTION_DAYS_MIN,
      hold: set?.holdReason && set.heldByName && set.heldAt ? { reason: set.holdReason, by: set.heldByName, at: set.heldAt.toISOString() } : null,
      waits_for: behind.map(({ name }) => name),
      open_incidents: counted?.open_incidents ?? 0,
      oldest_at: counted?.oldest_at?.toISOString() ?? null,
      archived: { files: counted?.files ?? 0, entries: counted?.entries ?? 0, removed: counted?.removed ?? 0 },
      problems: problems.flatMap(({ file, problem }) => (problem === null ? [] : [{ file, problem }])),
    }
  },
})
