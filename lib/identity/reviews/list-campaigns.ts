import { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { ListCampaignsInput } from './contract'
import { campaignRows } from './internal/campaign-rows'
import { query } from './internal/tables'

export const listCampaigns = query({
  name: 'reviews.campaign.list',
  input: ListCampaignsInput,
  answer: async (tx, { actor, input: { cursor, limit } }) => {
    const after = cursor === undefined ? null : decodeCursor(cursor, 2)
    if (cursor !== undefined && (after === null || Number.isNaN(Date.parse(after[0] ?? '')) || parseId(after[1]) === null)) return { items: [], next: null }
    const where = after ? Prisma.sql`(c.launched_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`
    const rows = await campaignRows(tx, actor, where, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, next: rows.length > limit && last ? encodeCursor([last.launched_at, last.id]) : null }
  },
})
