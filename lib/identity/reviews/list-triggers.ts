import { z } from 'zod'
import { query } from './internal/tables'
import { triggerViews } from './internal/trigger-views'

/** What opens a review by itself, each with its rule; what nobody has switched on is off. */
export const listTriggers = query({
  name: 'reviews.trigger.list',
  input: z.object({}),
  answer: async (tx, { actor }) => ({ items: await triggerViews(tx, actor.tenantId) }),
})
