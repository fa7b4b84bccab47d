import type { OrderView } from './contract'

/** Every point has confirmed, and every hook has answered or was given up; or the order is over. */
export const isSettled = (order: OrderView): boolean =>
  order.lifted !== null || (order.points.every((point) => point.state === 'confirmed') && order.hooks.every((hook) => hook.state !== 'waiting'))

/** Those who cannot send receipts have heard of it, or were given up. It may take days, and is no part of what an order has stopped. */
export const isTold = (order: OrderView): boolean => order.told.every(({ state }) => state !== 'waiting')

/** Nothing of its board changes any more: it is settled and told, and nobody can lift it, or somebody did. */
export const isFinal = (order: OrderView): boolean => isSettled(order) && isTold(order) && (order.lifted !== null || (order.mode === 'kill' && order.reason !== null))
