import type { ReviewCampaign } from '@/generated/prisma/client'
import { publish } from '@/lib/db/outbox'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { whySecond, type Relations } from '../separation'
import { moreTimeOf } from '../terms'
import { liveAgents } from './live'
import { personWithAccess } from './plan'

type Campaign = Pick<ReviewCampaign, 'id' | 'tenantId' | 'fallbackId' | 'independence' | 'launchedAt' | 'dueAt'>
type Silent = { id: string; agent_id: string; reviewer_id: string; second: boolean }
/** Items that went to somebody, and as what. */
export type Given = { to: string; as: 'manager' | 'fallback'; items: string[] }

/** Who is asked next: the reviewer's manager, else the fallback. Never the reviewer once more, and of a strict review nobody who asked for it. Pure. */
export function nextReviewer(reviewerId: string, { manager, fallback, of, strict }: { manager: string | null; fallback: string | null; of: Relations | undefined; strict: boolean }): Pick<Given, 'to' | 'as'> | null {
  const may = (id: string | null): id is string => id !== null && id !== reviewerId && !(strict && of?.requesters.includes(id))
  if (may(manager)) return { to: manager, as: 'manager' }
  return may(fallback) ? { to: fallback, as: 'fallback' } : null
}

/** Gives these items to whoever is asked next, to be decided anew, each marked. Those of which that is nobody are not among the answer. */
export async function escalateItems(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, campaign: Campaign, silent: readonly Silent[], now: Date): Promise<Given[]> {
  if (silent.length === 0) return []
  const { tenantId } = campaign
  const live = await liveAgents(tx, tenantId, silent.map(({ agent_id }) => agent_id))
  const managers = await managersOf(tx, tenantId, silent.map(({ reviewer_id }) => reviewer_id))
  const fallback = (await personWithAccess(tx, tenantId, campaign.fallbackId))?.id ?? null
  const moves = silent.flatMap((item) => {
    const of = live.get(item.agent_id)
    const next = nextReviewer(item.reviewer_id, { manager: managers.get(item.reviewer_id) ?? null, fallback, of, strict: campaign.independence === 'strict' })
    return next ? { id: item.id, ...next, second: item.second || (of !== undefined && whySecond(of, next.to) !== null) } : []
  })
  const rows = JSON.stringify(moves)
  // Whoever was asked has it now, and needs no answer of their own.
  await tx.$executeRaw`
    update review_question q set withdrawn_at = ${now}::timestamptz from jsonb_to_recordset(${rows}::jsonb) r(id uuid, "to" uuid)
    where q.item_id = r.id and q.tenant_id = ${tenantId}::uuid and q.asked_of = r."to" and q.answered_at is null and q.withdrawn_at is null`
  await tx.$executeRaw`
    update review_item i set reviewer_id = r."to", second = r.second, escalated_at = ${now}::timestamptz, state = 'open', version = i.version + 1,
      decision = null, comment = null, removes = '{}', keeps = '{}', decided_by = null, decided_at = null, decided_document = null
    from jsonb_to_recordset(${rows}::jsonb) r(id uuid, "to" uuid, second boolean) where i.id = r.id and i.tenant_id = ${tenantId}::uuid`
  const given = new Map<string, Given>()
  for (const { id, to, as } of moves) {
    const one = given.get(`${as} ${to}`) ?? { to, as, items: [] }
    one.items.push(id)
    given.set(`${as} ${to}`, one)
  }
  return [...given.values()]
}

/** With the last of its items: more time, once, for whoever has them and for who certifies; they are told then, and not before they may decide. Null: nothing is left of it. */
export async function escalateCampaign(tx: Pick<Tx, 'reviewCampaign' | 'reviewItem' | 'outbox'>, { id, tenantId, launchedAt, dueAt }: Campaign, now: Date): Promise<Date | null> {
  if (!(await tx.reviewItem.findFirst({ where: { campaignId: id, tenantId, state: { not: 'final' } }, select: { id: true } }))) return null
  const until = new Date(now.getTime() + moreTimeOf(dueAt.getTime() - launchedAt.getTime()))
  await tx.reviewCampaign.update({ where: { id }, data: { escalatedAt: now, dueAt: until } })
  await publish(tx, { tenantId, topic: 'review.assigned', key: `${id}:escalated` })
  return until
}

/** Of each of these people, their manager who has access. */
async function managersOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = asRows<{ id: string; manager: string }>(
    await tx.$queryRaw`
      select p.id, m.id as manager from person p join person m on m.id = p.manager_id and m.tenant_id = p.tenant_id
      where p.tenant_id = ${tenantId}::uuid and p.id = any(${[...new Set(ids)]}::uuid[]) and m.status = 'active' and m.password_hash is not null`,
  )
  return new Map(rows.map(({ id, manager }) => [id, manager]))
}
