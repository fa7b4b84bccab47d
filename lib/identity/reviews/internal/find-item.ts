import type { ReviewCampaign, ReviewItem, ReviewQuestion } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'

export type FoundItem = { tenantId: string; item: ReviewItem; campaign: ReviewCampaign }

/** An item that somebody was asked about: those of a launch that goes on are nobody's yet. */
export async function findItem(tx: Pick<Tx, 'reviewCampaign' | 'reviewItem'>, tenantId: string, itemId: string): Promise<FoundItem | null> {
  const item = await tx.reviewItem.findFirst({ where: { id: itemId, tenantId } })
  if (!item) return null
  const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id: item.campaignId } })
  return campaign.openedAt === null ? null : { tenantId: item.tenantId, item, campaign }
}

export async function findQuestion(tx: Pick<Tx, 'reviewCampaign' | 'reviewItem' | 'reviewQuestion'>, tenantId: string, questionId: string): Promise<(FoundItem & { question: ReviewQuestion }) | null> {
  const question = await tx.reviewQuestion.findFirst({ where: { id: questionId, tenantId } })
  const found = question && (await findItem(tx, tenantId, question.itemId))
  return found && { ...found, question }
}
