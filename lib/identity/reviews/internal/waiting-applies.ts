import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'

export type WaitingApply = { id: string; name: string; items: number; paused: { because: string; by: string | null } | null }

type Row = { id: string; name: string; held: number; pending: number; is_paused: boolean; because: string | null; by: string | null }
const CAMPAIGNS_MAX = 50

/** Reviews of which something that takes access away is not applied until an administrator confirms it, or lets it go on. */
export async function waitingApplies(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<WaitingApply[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select c.id, c.name, x.held, x.pending, c.phase_paused_at is not null as is_paused, c.phase_paused_because as because, c.phase_paused_by_name as by
      from review_campaign c cross join lateral (
        select count(*) filter (where i.effect = 'pending')::int as pending, count(*) filter (where i.effect = 'pending' and i.phase is null)::int as held, count(*) filter (where i.phase is null)::int as unphased
        from review_item i where i.campaign_id = c.id and i.state = 'final' and i.decision <> 'keep') x
      where c.tenant_id = ${tenantId}::uuid and c.id in (select p.campaign_id from review_item p where p.tenant_id = ${tenantId}::uuid and p.effect = 'pending' and p.decision <> 'keep')
        and x.pending > 0 and (c.phase_paused_at is not null or (x.held > 0 and x.unphased > c.phase_from))
      order by c.due_at, c.id limit ${CAMPAIGNS_MAX}`,
  )
  return rows.map(({ id, name, held, pending, is_paused, because, by }) => (is_paused ? { id, name, items: pending, paused: { because: because ?? '', by } } : { id, name, items: held, paused: null }))
}
