import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { campaignRows } from './internal/campaign-rows'
import { query } from './internal/tables'

const CAMPAIGNS_MAX = 50

/** What is this person's to review, to certify or to answer, the soonest due first. */
export const myReviews = query({
  name: 'reviews.mine',
  input: z.object({}),
  answer: async (tx, { actor }) => {
    const rows = await campaignRows(tx, actor, Prisma.sql`c.ran_out_at is null and c.due_at > now()`, CAMPAIGNS_MAX)
    const campaigns = rows
      .map(({ id, name, due_at, progress }) => ({ id, name, due_at, decide: progress.mine, certify: progress.mine_to_certify, answer: progress.mine_to_answer }))
      .filter(({ decide, certify, answer }) => decide + certify + answer > 0)
      .sort((a, b) => (a.due_at < b.due_at ? -1 : 1))
    return { items: campaigns.reduce((sum, { decide, certify, answer }) => sum + decide + certify + answer, 0), campaigns }
  },
})
