import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { campaignRows } from './internal/campaign-rows'
import { escalationsFor } from './internal/escalations'
import { query } from './internal/tables'
import { waitingApplies } from './internal/waiting-applies'
import { SOON_SHARE } from './terms'

const CAMPAIGNS_MAX = 50

/** What is this person's to review, to certify, to answer or to see to, the soonest due first. */
export const myReviews = query({
  name: 'reviews.mine',
  input: z.object({}),
  answer: async (tx, { actor }) => {
    const rows = await campaignRows(tx, actor, Prisma.sql`c.opened_at is not null and c.ran_out_at is null and c.due_at > now()`, CAMPAIGNS_MAX)
    const campaigns = rows
      .map(({ id, name, due_at, launched_at, escalated_at, unsubmitted, progress }) => ({ id, name, due_at, decide: progress.mine, ready: progress.mine_ready, unsubmitted, certify: progress.mine_to_certify, answer: progress.mine_to_answer, soon: isSoon(escalated_at ?? launched_at, due_at) }))
      .filter(({ decide, certify, answer }) => decide + certify + answer > 0)
      .sort((a, b) => (a.due_at < b.due_at ? -1 : 1))
    const isAdmin = actor.kind === 'person' && actor.role === 'admin'
    const held = isAdmin ? await tx.reviewSchedule.findMany({ where: { tenantId: actor.tenantId, endedAt: null, heldBecause: { not: null } } }) : []
    return {
      items: campaigns.reduce((sum, { decide, certify, answer }) => sum + decide + certify + answer, 0),
      campaigns,
      escalations: actor.kind === 'person' ? await escalationsFor(tx, actor.tenantId, actor.id) : [],
      applies: isAdmin ? await waitingApplies(tx, actor.tenantId) : [],
      held: held.map(({ id, name, heldBecause }) => ({ id, name, because: heldBecause ?? '' })),
    }
  },
})

function isSoon(began: string, due: string): boolean {
  const [from, until] = [Date.parse(began), Date.parse(due)]
  return Date.now() > until - (until - from) * SOON_SHARE
}
