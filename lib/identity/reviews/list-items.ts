import type { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import type { Tx } from '@/lib/db/transaction'
import { parseId } from '@/lib/kernel/ids'
import { ListItemsInput } from './contract'
import { itemViews } from './internal/item-views'
import { query } from './internal/tables'

/** Items by name. `certify` is what waits for a second person, whoever that may be; the item says whether the reader is one. */
export const listItems = query({
  name: 'reviews.item.list',
  input: ListItemsInput,
  answer: async (tx, { actor, input: { campaignId, show, cursor, limit } }) => {
    const campaign = await tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } })
    if (!campaign) return null
    if (campaign.openedAt === null) return { items: [], next: null }
    const after = cursor === undefined ? null : decodeCursor(cursor, 2)
    const [name, id] = after ?? []
    if (cursor !== undefined && (!name || parseId(id) === null)) return { items: [], next: null }
    const me = actor.kind === 'person' ? actor.id : null
    const mine: Prisma.ReviewItemWhereInput = show === 'mine' ? { reviewerId: me ?? { in: [] } } : show === 'todo' ? { reviewerId: me ?? { in: [] }, state: { in: ['open', 'decided'] } } : show === 'asked' ? { id: { in: await askedOf(tx, campaignId, me) } } : show === 'certify' ? { state: 'certify' } : {}
    const rows = await tx.reviewItem.findMany({
      where: { campaignId, tenantId: actor.tenantId, ...mine, ...(name && id ? { OR: [{ agentName: { gt: name } }, { agentName: name, id: { gt: id } }] } : {}) },
      orderBy: [{ agentName: 'asc' }, { id: 'asc' }],
      take: limit + 1,
    })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items: await itemViews(tx, actor, campaign, items), next: rows.length > limit && last ? encodeCursor([last.agentName, last.id]) : null }
  },
})

async function askedOf(tx: Pick<Tx, 'reviewQuestion'>, campaignId: string, me: string | null): Promise<string[]> {
  if (me === null) return []
  const asked = await tx.reviewQuestion.findMany({ where: { campaignId, askedOf: me, withdrawnAt: null }, select: { itemId: true } })
  return asked.map(({ itemId }) => itemId)
}
