import { z } from 'zod'
import type { StreamView } from './contract'
import { streamViews } from './internal/stream-views'
import { query } from './internal/tables'

/** The streams there are, by name, each with how far behind it is. */
export const listStreams = query({
  name: 'ledger.stream.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<StreamView[]> => streamViews(tx, await tx.ledgerStream.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, orderBy: { name: 'asc' } })),
})
