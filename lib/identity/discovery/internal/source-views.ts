import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { SOURCE_KINDS, type SourceView } from '../contract'
import { runView } from './views'

type Row = { id: string; kind: string; name: string; path: string | null; every_hours: number | null; created_by_name: string; created_at: Date; seen_at: Date | null; open: number; run_id: string | null }

/** Sources by name, each with its newest run, how much of it is undecided, and how fresh it is. */
export async function sourceViews(tx: Pick<Tx, '$queryRaw' | 'discoveryRun'>, tenantId: string, only: string | null = null): Promise<SourceView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select s.id, s.kind, s.name, s.path, s.every_hours, s.created_by_name, s.created_at,
        case when s.kind in ('gateway', 'audit', 'platform') then (select max(i.last_seen_at) from discovery_item i where i.source_id = s.id)
          else (select max(r.ended_at) from discovery_run r where r.source_id = s.id and r.state = 'done') end as seen_at,
        (select count(*)::int from discovery_item i where i.source_id = s.id and i.state = 'open' and i.gone_at is null) as open,
        (select r.id from discovery_run r where r.source_id = s.id order by r.id desc limit 1) as run_id
      from discovery_source s
      where s.tenant_id = ${tenantId}::uuid and s.removed_at is null and (${only}::uuid is null or s.id = ${only}::uuid)
      order by lower(s.name), s.id limit 200`,
  )
  const runs = await tx.discoveryRun.findMany({ where: { id: { in: rows.flatMap(({ run_id }) => run_id ?? []) } } })
  return rows.map((row) => {
    const run = runs.find(({ id }) => id === row.run_id)
    return {
      id: row.id,
      kind: SOURCE_KINDS.find((kind) => kind === row.kind) ?? 'folder',
      name: row.name,
      path: row.path,
      every_hours: row.every_hours,
      created: { by: row.created_by_name, at: row.created_at.toISOString() },
      freshness: freshnessOf(row),
      seen_at: row.seen_at?.toISOString() ?? null,
      open: row.open,
      last_run: run ? runView(run) : null,
    }
  })
}

function freshnessOf({ seen_at, every_hours }: Row): SourceView['freshness'] {
  if (!seen_at) return 'never'
  if (every_hours === null) return 'by_hand'
  return Date.now() - seen_at.getTime() > 2 * every_hours * 3_600_000 ? 'late' : 'fresh'
}
