'use client'

import { useQuery } from '@tanstack/react-query'
import { useState, useTransition } from 'react'
import { useOnward } from '@/components/ui/use-onward'
import { refusalText } from '@/lib/console/refusal-text'
import { isWide, type CoverageView, type Grain, type Mode } from '@/lib/identity/containment/contract'
import { liveQueries } from '../../_components/live-queries'
import { readLive } from '../../_components/read-live'
import { haltAction, requestHaltAction } from '../actions'

export type Target = Readonly<{ grain: Grain; agentId?: string; runId?: string; ownerId?: string; server?: string; tool?: string; platform?: string }>
export type Terms = Readonly<{ mode: Mode; scopes: string; endpoint: string; until: string; reason: string; name: string }>

const NEEDS = {
  run: ['agentId', 'runId'], agent: ['agentId'], sub_tree: ['agentId'], owner: ['ownerId'], tool: ['server', 'tool'], tool_server: ['server'], platform: ['platform'], tenant: [],
} as const satisfies Record<Grain, readonly (keyof Target)[]> // prettier-ignore

/** Only what the grain is named by: what was filled in for another one is kept on the page, and not sent. */
export function targetOf(all: Target): Target | null {
  const named = NEEDS[all.grain].map((field) => [field, all[field]] as const)
  return named.every(([, value]) => value) ? (Object.fromEntries([['grain', all.grain], ...named]) as Target) : null
}

/** What would be stopped, read while it is chosen; and the order, that goes with the digest of what was read. */
export function usePlan(target: Target | null) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const onward = useOnward()
  const key = ['coverage', 'plan', target]
  const coverage = useQuery({
    queryKey: key,
    queryFn: () => readLive<CoverageView>(`/api/live/coverage?${new URLSearchParams(target as Record<string, string>)}`),
    enabled: target !== null,
    retry: false,
  }, liveQueries())

  function send(terms: Terms) {
    const { data } = coverage
    if (!target || !data) return
    setProblem(null)
    const goOn = onward()
    startTransition(async () => {
      const order = isWide(target.grain) ? requestHaltAction : haltAction
      const done = await order({ ...target, ...given(terms), snapshot: data.snapshot_digest }).catch(() => null)
      if (done?.status === 'done') return goOn('order_id' in done.value && done.value.order_id ? `/containment/${done.value.order_id}` : '/containment')
      if (done?.status !== 'refused') return setProblem('No answer from the authority: it may have been ordered or not. Look under Containment, or run `lanyard halt`.')
      if (done.refusal.code === 'preview_changed') {
        liveQueries().setQueryData(key, done.refusal.preview)
        // An order does not look for who depends on it: that is read again.
        void liveQueries().invalidateQueries({ queryKey: key })
      }
      setProblem(refusalText(done.refusal))
    })
  }
  return { coverage: coverage.data ?? null, reading: coverage.isFetching, lost: coverage.isError, problem, pending, send }
}

/** Empty fields are left out: to the authority they are not there. */
function given({ mode, scopes, endpoint, until, reason, name }: Terms) {
  const listed = scopes.split(/\s+/).filter(Boolean)
  return {
    mode,
    ...(mode === 'strip' && listed.length > 0 ? { scopes: listed } : {}),
    ...(mode === 'quarantine' && endpoint ? { endpoint } : {}),
    ...(until && mode !== 'kill' ? { until: new Date(until).toISOString() } : {}),
    ...(reason.trim() ? { reason: reason.trim() } : {}),
    ...(name ? { name } : {}),
  }
}
