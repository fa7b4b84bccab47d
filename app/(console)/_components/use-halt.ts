'use client'

import { useQuery } from '@tanstack/react-query'
import { useState, useTransition } from 'react'
import type { HaltState } from '@/components/identity/halt-state'
import type { HaltCovers } from '@/components/identity/halt-covers'
import { refusalText } from '@/lib/console/refusal-text'
import type { CoverageView, OrderView } from '@/lib/identity/containment/contract'
import { explainOrderAction, haltAgentAction } from '../containment/actions'
import { coversOf } from './covers-of'
import { liveQueries } from './live-queries'
import { readLive } from './read-live'
import { useOrder } from './use-order'

type Sent = { status: 'idle' } | { status: 'sent'; at: string } | { status: 'committed'; at: string; orderId: string } | { status: 'failed'; message: string }

type Options = {
  /** What it covers, where the page has read it already. */
  known?: HaltCovers | null
  /** Read what it covers at once, and not only when somebody looks at the button. */
  eager?: boolean
}

/** One click, and what became of it: requested when sent, confirmed only by receipts. */
export function useHalt(agentId: string, { known = null, eager = false }: Options = {}) {
  const [sent, setSent] = useState<Sent>({ status: 'idle' })
  const [considered, setConsidered] = useState(eager)
  const [, startTransition] = useTransition()
  const coverage = useQuery({
    queryKey: ['coverage', agentId],
    queryFn: () => readLive<CoverageView>(`/api/live/coverage?agentId=${encodeURIComponent(agentId)}`),
    enabled: considered && sent.status === 'idle',
  }, liveQueries())
  const orderId = sent.status === 'committed' ? sent.orderId : null
  const order = useOrder(orderId).data ?? null

  function halt() {
    setSent({ status: 'sent', at: new Date().toISOString() })
    startTransition(async () => {
      try {
        const done = await haltAgentAction({ agentId })
        if (done.status === 'done') setSent({ status: 'committed', at: done.value.committed_at, orderId: done.value.order_id })
        else setSent({ status: 'failed', message: done.status === 'refused' ? refusalText(done.refusal) : 'It was not sent.' })
      } catch {
        setSent({ status: 'failed', message: 'No answer from the authority: it may have been halted or not. Look under Containment, or run `lanyard halt`.' })
      }
    })
  }

  async function explain(reason: string) {
    if (!orderId) throw new Error('no order yet')
    const done = await explainOrderAction({ orderId, reason })
    if (done.status !== 'done') throw new Error('refused')
  }

  return {
    covers: coverage.data ? coversOf(coverage.data) : known,
    coveredNames: coverage.data?.agents.map((agent) => agent.name) ?? [],
    coverageLost: coverage.isError,
    consider: () => setConsidered(true),
    state: stateOf(sent, order),
    order,
    orderId,
    halt,
    explain,
  }
}

function stateOf(sent: Sent, order: OrderView | null): HaltState {
  if (sent.status === 'idle' || sent.status === 'failed') return sent
  const receipts = order?.points.flatMap((point) => point.receipt ?? []) ?? []
  if (sent.status === 'sent' || !order || (receipts.length === 0 && order.points.length > 0)) return { status: 'requested', at: sent.at }
  const { last_token_expires_at: dies } = order.covered
  return {
    status: 'confirmed',
    at: order.committed_at,
    points: { confirmed: receipts.length, total: order.points.length },
    ...(receipts.length ? { ms: Math.round(Math.max(...receipts.map((receipt) => receipt.ms))) } : {}),
    ...(dies ? { reachableUntil: dies } : {}),
  }
}
