import { OrderIdInput } from './contract'
import { findHalt } from './internal/find-halt'
import { orderViews } from './internal/order-views'
import { query } from './internal/tables'

/** One order with what it covered, and how each enforcement point answered. */
export const getOrder = query({
  name: 'containment.order.get',
  input: OrderIdInput,
  answer: async (tx, { actor, input }) => {
    const order = await findHalt(tx, actor, input.orderId)
    if (!order) return null
    const [view] = await orderViews(tx, [order])
    return view ?? null
  },
})
