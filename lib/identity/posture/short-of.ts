import type { Prisma } from '@/generated/prisma/client'
import { countOf } from './internal/measure'
import { SOURCES } from './internal/sources'

const ASKED = { owned: SOURCES.agentsOwned, reviews_on_time: SOURCES.agentsReviewOnTime } as const

/** How many rows fall short of a fact this moment: the length of the list that `listFactRows` gives for it. */
export async function shortOf(tx: Pick<Prisma.TransactionClient, '$queryRaw'>, tenantId: string, fact: keyof typeof ASKED): Promise<number> {
  const { good, total } = await countOf((sql) => tx.$queryRaw(sql), tenantId, ASKED[fact])
  return total - good
}
