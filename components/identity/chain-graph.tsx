'use client'

import { List, Network } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/empty-state'
import { ChainList } from './chain-list'
import { chainHeight } from './chain-metrics'
import type { Chain, ChainSelection } from './chain-types'

/** The drawing comes after the page: until then the same chain stands there in words. */
const ChainCanvas = dynamic(() => import('./chain-canvas').then((module) => module.ChainCanvas), { ssr: false })

type Props = Readonly<{
  chain: Chain
  selected?: ChainSelection | null
  onSelect?: (selection: ChainSelection) => void
  /** Pixels; otherwise as tall as the chain, within bounds. */
  height?: number
  className?: string
}>

const HEIGHT = { min: 220, max: 760, margin: 48 } as const

export function ChainGraph({ chain, selected = null, onSelect, height, className }: Props) {
  const [chosen, setView] = useState<'graph' | 'list' | null>(null)
  const phone = usePhone()
  if (chain.nodes.length === 0) {
    return (
      <EmptyState because="nothing_yet" title="No chain recorded">
        Nothing in the ledger says on whose authority this happened.
      </EmptyState>
    )
  }
  const tall = height ?? Math.min(HEIGHT.max, Math.max(HEIGHT.min, chainHeight(chain) + HEIGHT.margin))
  // A line of nodes fits a phone; a tree does not, and is read there in words unless asked for.
  const view = chosen ?? (phone && forks(chain) ? 'list' : 'graph')
  const Icon = view === 'graph' ? List : Network
  return (
    <div role="group" aria-label="Chain of authority" className={cn('relative min-w-0', className)}>
      <div className="flex justify-end sm:absolute sm:right-1 sm:top-1 sm:z-10">
        <Button size="sm" variant="ghost" onClick={() => setView(view === 'graph' ? 'list' : 'graph')}>
          <Icon aria-hidden="true" />
          {view === 'graph' ? 'In words' : 'As a drawing'}
        </Button>
      </div>
      {view === 'graph' ? (
        <>
          <div style={{ height: tall }}>
            <ChainCanvas chain={chain} selected={selected} onSelect={onSelect} />
          </div>
          <div className="sr-only">
            <ChainList chain={chain} linked={false} />
          </div>
          {chain.truncated ? <p className="px-2 pb-2 text-xs text-ink-3">There is more below than is drawn here.</p> : null}
        </>
      ) : (
        <div className="min-h-40 py-2 sm:pr-32">
          <ChainList chain={chain} />
        </div>
      )}
    </div>
  )
}

function forks(chain: Chain): boolean {
  return new Set(chain.edges.map((edge) => edge.from)).size < chain.edges.length
}

const PHONE = '(max-width: 639px)'

function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(PHONE)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => matchMedia(PHONE).matches,
    () => false,
  )
}
