import type { Prisma } from '@/generated/prisma/client'
import { countsOf } from './internal/measure'
import { SOURCES } from './internal/sources'

const ASKED = { owned: SOURCES.agentsOwned, reviews_on_time: SOURCES.agentsReviewOnTime } as const

/**
 * How many rows fall short of each of these facts this moment: the length of the lists that `listFactRows` gives for
 * them. They are about one population, which is read once.
 */
export async function shortOf(tx: Pick<Prisma.TransactionClient, '$queryRaw'>, tenantId: string): Promise<Record<keyof typeof ASKED, number>> {
  const { owned, reviews_on_time } = await countsOf((sql) => tx.$queryRaw(sql), tenantId, ASKED)
  return { owned: owned.total - owned.good, reviews_on_time: reviews_on_time.total - reviews_on_time.good }
}
