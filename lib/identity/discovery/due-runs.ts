import { hotTransaction } from '@/lib/db/hot'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import type { RunTotals } from './contract'

/** Of one scan by the worker: longer in silence, and it is begun anew by whoever looks next. */
const SILENT_SECONDS = 120
/** Of one that somebody sends: they may be slow, and they may have gone. */
const FORSAKEN_MINUTES = 60

export type DueRun = { id: string; tenantId: TenantId; sourceId: string; path: string }

/** Makes runs of what is due by its schedule, lets go of what was forsaken, and takes one run that waits. */
export const takeDueRun = (): Promise<DueRun | null> =>
  hotTransaction('system', async (client) => {
    const { rows: due } = await client.query<{ id: string; tenant_id: string }>(
      `select s.id, s.tenant_id from discovery_source s where s.kind = 'folder' and s.removed_at is null and s.due_at <= now()
       and not exists (select from discovery_run r where r.source_id = s.id and r.ended_at is null) for update skip locked limit 20`,
    )
    for (const source of due) {
      await client.query(`insert into discovery_run (id, tenant_id, source_id, state, asked_by_id, asked_by_name) values ($1, $2, $3, 'waiting', 'discovery.scan', 'Its schedule')`, [newId<'discovery_run'>(), source.tenant_id, source.id])
      await client.query(`update discovery_source set due_at = null where id = $1`, [source.id])
    }
    await client.query(
      `update discovery_run r set state = 'failed', ended_at = now(), problem = 'it was never ended' from discovery_source s
       where s.id = r.source_id and s.kind <> 'folder' and r.ended_at is null and r.heard_at < now() - make_interval(mins => $1)`,
      [FORSAKEN_MINUTES],
    )
    const { rows } = await client.query<{ id: string; tenant_id: string; source_id: string; path: string }>(
      `update discovery_run r set state = 'running', started_at = coalesce(r.started_at, now()), heard_at = now(), found = 0, fresh = 0, changed = 0, unread = '[]', totals = '{}'
       from discovery_source s
       where s.id = r.source_id and r.id = (
         select x.id from discovery_run x join discovery_source y on y.id = x.source_id
         where y.kind = 'folder' and y.removed_at is null and (x.state = 'waiting' or (x.state = 'running' and x.heard_at < now() - make_interval(secs => $1)))
         order by x.asked_at limit 1 for update of x skip locked)
       returning r.id, r.tenant_id, r.source_id, s.path`,
      [SILENT_SECONDS],
    )
    const [run] = rows
    return run ? { id: run.id, tenantId: trustedId<'tenant'>(run.tenant_id), sourceId: run.source_id, path: run.path } : null
  })

/** How far it has come, for those who watch. */
export const noteProgress = (run: DueRun, totals: RunTotals): Promise<void> =>
  hotTransaction(run.tenantId, async (client) => {
    await client.query(`update discovery_run set heard_at = now(), totals = $2 where id = $1 and ended_at is null`, [run.id, JSON.stringify(totals)])
  })

/** It could not be carried out, and why; the schedule goes on. */
export const failRun = (run: DueRun, problem: string): Promise<void> =>
  hotTransaction(run.tenantId, async (client) => {
    await client.query(`update discovery_run set state = 'failed', ended_at = now(), problem = $2 where id = $1 and ended_at is null`, [run.id, problem])
    await client.query(`update discovery_source set due_at = now() + make_interval(hours => every_hours) where id = $1 and every_hours is not null and removed_at is null`, [run.sourceId])
  })
