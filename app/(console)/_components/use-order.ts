'use client'

import { useQuery } from '@tanstack/react-query'
import type { OrderView } from '@/lib/identity/containment/contract'
import { liveQueries } from './live-queries'
import { readLive } from './read-live'

const POLL_MS = 1_000
/** Who is told elsewhere may take days, and what it says is no part of what an order has stopped. */
const TOLD_POLL_MS = 5_000

export const isSettled = (order: OrderView): boolean => order.lifted !== null || (order.points.every((point) => point.state === 'confirmed') && order.hooks.every((hook) => hook.state !== 'waiting'))

const isTold = (order: OrderView): boolean => order.told.every(({ state }) => state !== 'waiting')

/** An order, read each second until every point has confirmed. Null id: nothing to watch yet. */
export function useOrder(orderId: string | null, initial?: OrderView) {
  return useQuery({
    queryKey: ['order', orderId],
    queryFn: () => readLive<OrderView>(`/api/live/orders/${encodeURIComponent(orderId ?? '')}`),
    enabled: orderId !== null,
    refetchInterval: ({ state }) => (!state.data || !isSettled(state.data) ? POLL_MS : isTold(state.data) ? false : TOLD_POLL_MS),
    ...(initial ? { initialData: initial } : {}),
  }, liveQueries())
}
