'use client'

import { cn } from '@/components/ui/cn'
import type { ChainNode } from './chain-types'
import { NODE_HEIGHT, NODE_WIDTH } from './chain-metrics'
import { KIND_WORD, KindMark } from './kind-mark'
import { isHalted } from './status-badge'
import { StatusShape } from './status-shape'
import { visibleName } from './visible-name'

type Props = Readonly<{ node: ChainNode; selected: boolean; root: boolean; autonomous: boolean; onSelect: () => void }>

/** Person: a pill. Agent: a badge, with the slot that the cord runs through. Tool: square. */
const FORM = { person: 'rounded-full pl-4', agent: 'rounded-lg pl-3.5 pt-2.5', tool: 'rounded-none pl-3.5' } as const

export function ChainNodeCard({ node, selected, root, autonomous, onSelect }: Props) {
  const halted = isHalted(node.status)
  const detail = root && autonomous ? 'standing mandate, nobody asked' : node.detail
  return (
    <button
      type="button"
      data-chain-kind="node"
      data-chain-id={node.id}
      aria-pressed={selected}
      onClick={onSelect}
      title={node.name}
      style={{ width: NODE_WIDTH, height: NODE_HEIGHT }}
      className={cn(
        'nodrag nopan relative flex items-center gap-2.5 border pr-3 text-left transition-colors',
        FORM[node.kind],
        halted ? 'border-signal-line bg-signal-wash' : 'border-line bg-surface hover:border-edge',
        node.status === 'draft' && 'border-dashed',
        selected && 'border-ink shadow-[0_0_0_1px_var(--ink)]',
        selected && halted && 'border-signal shadow-[0_0_0_1px_var(--signal)]',
      )}
    >
      {node.kind === 'agent' ? (
        <span aria-hidden="true" className={cn('absolute left-1/2 top-[5px] h-[7px] w-7 -translate-x-1/2 rounded-full border bg-canvas', halted ? 'border-signal-line' : 'border-line')} />
      ) : null}
      <KindMark kind={node.kind} className={halted ? 'text-signal' : 'text-ink-3'} />
      <span className="flex min-w-0 flex-col">
        <span className={cn('truncate text-sm font-semibold leading-4', node.kind === 'tool' && 'font-mono font-medium', halted ? 'text-signal' : 'text-ink')}>
          <span className="sr-only">{KIND_WORD[node.kind]} </span>
          <bdi>{visibleName(node.name)}</bdi>
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-xs leading-4 text-ink-2">
          {node.status ? (
            <span className={cn('inline-flex shrink-0 items-center gap-1', halted ? 'font-medium text-signal' : node.status === 'active' ? 'text-calm' : node.status === 'unknown' ? 'text-caution' : 'text-ink-2')}>
              <StatusShape status={node.status} className="size-3" />
              {node.status}
            </span>
          ) : null}
          {detail ? <span className="truncate text-ink-3">{detail}</span> : null}
        </span>
      </span>
    </button>
  )
}
