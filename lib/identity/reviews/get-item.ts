import { ReviewItemIdInput } from './contract'
import { findItem } from './internal/find-item'
import { itemViews } from './internal/item-views'
import { query } from './internal/tables'

/** One item with all of its evidence. */
export const getItem = query({
  name: 'reviews.item.get',
  input: ReviewItemIdInput,
  answer: async (tx, { actor, input: { itemId } }) => {
    const found = await findItem(tx, actor.tenantId, itemId)
    return found && ((await itemViews(tx, actor, found.campaign, [found.item]))[0] ?? null)
  },
})
