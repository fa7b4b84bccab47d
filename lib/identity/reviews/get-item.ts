import { ReviewItemIdInput } from './contract'
import { findItem } from './internal/find-item'
import { detailOf } from './internal/item-detail'
import { itemViews } from './internal/item-views'
import { query } from './internal/tables'

/** One item with all of its evidence, and how it stands now. */
export const getItem = query({
  name: 'reviews.item.get',
  input: ReviewItemIdInput,
  answer: async (tx, { actor, input: { itemId } }) => {
    const found = await findItem(tx, actor.tenantId, itemId)
    const [view] = found ? await itemViews(tx, actor, found.campaign, [found.item]) : []
    return view ? { ...view, ...(await detailOf(tx, actor.tenantId, view)) } : null
  },
})
