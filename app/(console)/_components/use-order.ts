'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { OrderView } from '@/lib/identity/containment/contract'
import { isFinal, isSettled } from '@/lib/identity/containment/order-end'
import { liveQueries } from './live-queries'
import { readLive } from './read-live'
import { watchOrder, type Contact } from './watch-order'

const POLL_MS = 1_000
/** Once every point has confirmed, what is left is who is told elsewhere and who restores it: neither is a matter of a second. */
const SETTLED_POLL_MS = 5_000

/**
 * An order as it changes, by the authority's events; read again and again where there is no stream to be had, and
 * `contact` says so. Null id: nothing to watch yet.
 */
export function useOrder(orderId: string | null, initial?: OrderView) {
  const queries = liveQueries()
  const [contact, setContact] = useState<Contact>('opening')
  const [keptAt, setKeptAt] = useState(0)
  const path = `/api/live/orders/${encodeURIComponent(orderId ?? '')}`
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ['order', orderId],
    queryFn: () => readLive<OrderView>(path),
    enabled: orderId !== null,
    refetchInterval: ({ state }) => (contact !== 'poll' ? false : !state.data || !isSettled(state.data) ? POLL_MS : isFinal(state.data) ? false : SETTLED_POLL_MS),
    ...(initial ? { initialData: initial } : {}),
  }, queries)
  const over = data !== undefined && isFinal(data)
  useEffect(() => {
    if (orderId === null || over) return
    return watchOrder(orderId, {
      onOrder: (order) => {
        // What was asked before this came, and is answered after it, is older.
        void queries.cancelQueries({ queryKey: ['order', orderId] })
        queries.setQueryData(['order', orderId], order)
      },
      onBeat: () => setKeptAt(Date.now()),
      onContact: setContact,
    })
  }, [queries, orderId, over])
  return { data, over, contact, isError: contact === 'poll' && isError, asOf: Math.max(dataUpdatedAt, keptAt) }
}
