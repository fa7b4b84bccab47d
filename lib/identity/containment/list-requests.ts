import { z } from 'zod'
import { HaltInput, type HaltRequestView } from './contract'
import { previewOf } from './internal/preview-of'
import { requestView } from './internal/request-view'
import { query } from './internal/tables'

/** Each is previewed anew: administrators who have more than this open have lost count. */
const WAITING_MAX = 10

/** Wide orders that wait for a second administrator, each with what it would cover now. */
export const listRequests = query({
  name: 'containment.request.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<HaltRequestView[]> => {
    const { tenantId } = actor
    const waiting = await tx.containmentRequest.findMany({
      where: { tenantId, orderId: null, cancelledAt: null, expiresAt: { gt: new Date() } },
      orderBy: { requestedAt: 'desc' },
      take: WAITING_MAX,
    })
    const views: HaltRequestView[] = []
    for (const request of waiting) views.push(requestView(request, await previewOf(tx, tenantId, HaltInput.parse(request.input))))
    return views
  },
})
