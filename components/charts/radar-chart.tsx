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
