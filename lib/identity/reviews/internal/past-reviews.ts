import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { PastReview } from '../contract'

type Row = {
  agent_id: string; final_at: Date; by_name: string | null; certified_by: string | null; decision: PastReview['decision']
  outcome_by: PastReview['outcome_by']; comment: string | null; document: string; campaign_id: string; campaign_name: string
} // prettier-ignore

/** What became of these agents in earlier reviews, the newest first; `latest`: only the last review that somebody did. */
export async function pastReviews(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentIds: readonly string[], latest: boolean): Promise<Map<string, PastReview[]>> {
  const rows = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select ${latest ? Prisma.sql`distinct on (i.agent_id)` : Prisma.empty} i.agent_id, i.final_at, p.name as by_name, q.name as certified_by, i.decision, i.outcome_by, i.comment,
        coalesce(i.decided_document, i.document_digest) as document, c.id as campaign_id, c.name as campaign_name
      from review_item i join review_campaign c on c.id = i.campaign_id
        left join person p on p.id = i.decided_by left join person q on q.id = i.certified_by
      where i.tenant_id = ${tenantId}::uuid and i.agent_id = any(${[...agentIds]}::uuid[]) and i.state = 'final'
        ${latest ? Prisma.sql`and i.outcome_by = 'review'` : Prisma.empty}
      order by i.agent_id, i.final_at desc`),
  )
  const found = new Map<string, PastReview[]>()
  for (const row of rows) found.set(row.agent_id, [...(found.get(row.agent_id) ?? []), viewOf(row)])
  return found
}

const viewOf = (row: Row): PastReview => ({
  at: row.final_at.toISOString(),
  by: row.by_name,
  certified_by: row.certified_by,
  decision: row.decision,
  outcome_by: row.outcome_by,
  comment: row.comment,
  document: row.document,
  campaign: { id: row.campaign_id, name: row.campaign_name },
})
