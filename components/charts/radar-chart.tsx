'use client'

import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { ChartFrame } from './chart-frame'
import type { RadarScore } from './radar-score'
import { RadarShape } from './radar-shape'

type Props = Readonly<{ title: string; subtitle: string; scores: readonly RadarScore[]; max: number; nowLabel?: string; beforeLabel?: string }>

export function RadarChart({ title, subtitle, scores, max, nowLabel = 'Now', beforeLabel = 'Before' }: Props) {
  const some = (kind: 'before' | 'target' | 'published') => scores.some((score) => (score[kind] ?? null) !== null)
  return (
    <ChartFrame
      title={title}
      subtitle={subtitle}
      legend={
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
          <Line label={nowLabel} kind="now" />
          {some('before') ? <Line label={beforeLabel} kind="before" /> : null}
          {some('target') ? <Line label="Target" kind="target" /> : null}
          {some('published') ? <Line label="Published, a vendor’s" kind="published" /> : null}
        </p>
      }
      chart={<RadarShape scores={scores} max={max} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Dimension</Th>
            <Th numeric>{nowLabel}</Th>
            {some('before') ? <Th numeric>{beforeLabel}</Th> : null}
            {some('target') ? <Th numeric>Target</Th> : null}
            {some('published') ? <Th numeric>Published, a vendor’s</Th> : null}
          </THead>
          <TBody>
            {scores.map((score) => (
              <Tr key={score.label}>
                <Td>{score.label}</Td>
                <Td numeric>{score.now ?? 'unknown'}</Td>
                {some('before') ? <Td numeric>{score.before ?? 'unknown'}</Td> : null}
                {some('target') ? <Td numeric>{score.target ?? 'none'}</Td> : null}
                {some('published') ? <Td numeric>{score.published ?? 'none'}</Td> : null}
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}

const STROKE = {
  now: { stroke: 'var(--cord)', strokeDasharray: undefined },
  before: { stroke: 'var(--cord-loose)', strokeDasharray: '4 3' },
  target: { stroke: 'var(--ink-3)', strokeDasharray: '1 3' },
} as const

function Line({ label, kind }: Readonly<{ label: string; kind: 'now' | 'before' | 'target' | 'published' }>) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" width="18" height="10" className="shrink-0">
        {kind === 'published' ? <path d="M9 1L13 5L9 9L5 5Z" fill="none" stroke="var(--ink-2)" strokeWidth="1.4" /> : <path d="M0 5H18" strokeWidth="1.8" {...STROKE[kind]} />}
      </svg>
      {label}
    </span>
  )
}
