'use client'

import dynamic from 'next/dynamic'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { ChartFrame } from './chart-frame'
import type { RadarScore } from './radar-score'

const RadarShape = dynamic(() => import('./radar-shape').then((module) => module.RadarShape), {
  ssr: false,
  loading: () => <div className="h-72" />,
})

type Props = Readonly<{ title: string; subtitle: string; scores: readonly RadarScore[]; max: number; nowLabel?: string; beforeLabel?: string }>

export function RadarChart({ title, subtitle, scores, max, nowLabel = 'Now', beforeLabel = 'Before' }: Props) {
  return (
    <ChartFrame
      title={title}
      subtitle={subtitle}
      legend={
        <p className="flex gap-4 text-xs text-ink-2">
          <Line label={nowLabel} />
          <Line label={beforeLabel} before />
        </p>
      }
      chart={<RadarShape scores={scores} max={max} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Dimension</Th>
            <Th numeric>{nowLabel}</Th>
            <Th numeric>{beforeLabel}</Th>
          </THead>
          <TBody>
            {scores.map((score) => (
              <Tr key={score.label}>
                <Td>{score.label}</Td>
                <Td numeric>{score.now ?? 'unknown'}</Td>
                <Td numeric>{score.before ?? 'unknown'}</Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}

function Line({ label, before = false }: Readonly<{ label: string; before?: boolean }>) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" width="18" height="4">
        <path d="M0 2H18" stroke={before ? 'var(--cord-loose)' : 'var(--cord)'} strokeWidth="1.8" strokeDasharray={before ? '4 3' : undefined} />
      </svg>
      {label}
    </span>
  )
}
