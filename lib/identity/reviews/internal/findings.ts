import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { USE_DAYS } from '../contract'
import type { ReviewItemDetail } from '../detail-contract'

const HARD_CODED = 5
const FINDINGS_MAX = 20

type Row = { kind: ReviewItemDetail['findings'][number]['kind']; what: string; at: Date; open: boolean }

/**
 * What was found about an agent in the time looked at, the newest first: secrets that lie in the open, access that has
 * come back or could not be taken away after a review, and orders that stopped it. Whether it still stands is said beside it.
 */
export async function findingsOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentId: string): Promise<ReviewItemDetail['findings']> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select * from (
        select 'secret' as kind, c.what, min(c.first_seen_at) as at, bool_or(c.gone_at is null) as open
        from discovery_item d join discovery_credential c on c.item_id = d.id
        where d.tenant_id = ${tenantId}::uuid and d.target_id = ${agentId}::uuid and d.target_kind = 'agent' and d.state in ('registered', 'merged') and c.tier = ${HARD_CODED}::int
          and (c.gone_at is null or c.gone_at > now() - make_interval(days => ${USE_DAYS}::int)) group by c.fingerprint, c.what
        union all
        select case i.effect when 'drifted' then 'drift' else 'not_applied' end, c.name, i.probed_at, true
        from review_item i join review_campaign c on c.id = i.campaign_id
        where i.tenant_id = ${tenantId}::uuid and i.agent_id = ${agentId}::uuid and i.state = 'final' and i.effect in ('drifted', 'failed') and i.probed_at is not null
        union all
        select 'order', o.mode || coalesce(': ' || o.reason, ''), o.committed_at, v.lifted_epoch is null
        from containment_cover v join containment_order o on o.id = v.order_id
        where v.tenant_id = ${tenantId}::uuid and v.subject_id = ${agentId}::uuid and v.kind = 'agent' and o.committed_at > now() - make_interval(days => ${USE_DAYS}::int)
      ) f order by at desc limit ${FINDINGS_MAX}`,
  )
  return rows.map(({ at, ...finding }) => ({ ...finding, at: at.toISOString() }))
}
