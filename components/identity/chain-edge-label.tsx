'use client'

import { cn } from '@/components/ui/cn'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { Chain, ChainEdge } from './chain-types'
import { LABEL_WIDTH } from './chain-metrics'
import { isCut } from './cord'
import { hopSentence, lifetime, narrowing } from './edge-words'

type Props = Readonly<{ chain: Chain; edge: ChainEdge; live: boolean; selected: boolean; onSelect: () => void }>

/** The hop's words, beside its cord. */
export function ChainEdgeLabel({ chain, edge, live, selected, onSelect }: Props) {
  const lasts = lifetime(edge)
  return (
    <button
      type="button"
      data-chain-kind="edge"
      data-chain-id={edge.id}
      aria-pressed={selected}
      onClick={onSelect}
      style={{ maxWidth: LABEL_WIDTH }}
      className={cn('nodrag nopan flex flex-col items-start rounded-md px-1.5 py-0.5 text-left text-xs leading-4 transition-colors', selected ? 'bg-selected' : 'bg-canvas/85 hover:bg-hover')}
    >
      <span className="sr-only">{hopSentence(chain, edge)}</span>
      <span className={cn('font-medium', live ? 'text-ink' : 'text-ink-3')}>{narrowing(edge)}</span>
      {edge.dropped.length ? <span className="text-ink-3">{edge.dropped.length} dropped</span> : null}
      {edge.ended ? (
        <span className={cn('max-w-full', isCut(edge.ended) ? 'text-signal' : 'text-ink-2')}>
          <span className="block truncate font-medium">{edge.ended.reason}</span>
          <span>
            {isCut(edge.ended) ? 'cut ' : null}
            <TimeStamp value={edge.ended.at} style="time" />
          </span>
        </span>
      ) : (
        <span className="max-w-full truncate text-ink-3">{[lasts, edge.purpose].filter(Boolean).join(' · ')}</span>
      )}
    </button>
  )
}
