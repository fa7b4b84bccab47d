'use client'

import dynamic from 'next/dynamic'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { formatTime } from '@/components/ui/time-format'
import { useZone } from '@/components/ui/zone'
import { ChartFrame } from './chart-frame'

type Point = Readonly<{ at: string; left: number; pace: number }>

const BurnDownLines = dynamic(() => import('./burn-down-lines').then((module) => module.BurnDownLines), { ssr: false, loading: () => <div className="h-44" /> })

/** What is left of some work over its time, beside what an even pace would have left. */
export function BurnDownChart({ title, subtitle, points }: Readonly<{ title: string; subtitle: string; points: readonly Point[] }>) {
  const zone = useZone()
  const dated = points.map((point) => ({ ...point, when: formatTime(new Date(point.at), zone, 'datetime') }))
  return (
    <ChartFrame
      title={title}
      subtitle={subtitle}
      legend={
        <p className="flex gap-4 pb-1 text-xs text-ink-2">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="h-0.5 w-4 bg-ink" /> left
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="w-4 border-t-2 border-dashed border-ink-3" /> at an even pace
          </span>
        </p>
      }
      chart={<BurnDownLines points={dated} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Until</Th>
            <Th numeric>Left</Th>
            <Th numeric>At an even pace</Th>
          </THead>
          <TBody>
            {dated.map(({ at, when, left, pace }) => (
              <Tr key={at}>
                <Td>{when}</Td>
                <Td numeric>{left}</Td>
                <Td numeric>{pace}</Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}
