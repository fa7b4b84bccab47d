'use client'

import { List, Network } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
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
  const [view, setView] = useState<'graph' | 'list'>('graph')
  if (chain.nodes.length === 0) {
    return (
      <EmptyState because="nothing_yet" title="No chain recorded">
        Nothing in the ledger says on whose authority this happened.
      </EmptyState>
    )
  }
  const tall = height ?? Math.min(HEIGHT.max, Math.max(HEIGHT.min, chainHeight(chain) + HEIGHT.margin))
  const Icon = view === 'graph' ? List : Network
  return (
    <div role="group" aria-label="Chain of authority" className={cn('relative min-w-0', className)}>
      <Button size="sm" variant="ghost" onClick={() => setView(view === 'graph' ? 'list' : 'graph')} className="absolute right-1 top-1 z-10 bg-canvas">
        <Icon aria-hidden="true" />
        {view === 'graph' ? 'In words' : 'As a drawing'}
      </Button>
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
        <div className="min-h-40 py-2 pr-28">
          <ChainList chain={chain} />
        </div>
      )}
    </div>
  )
}
