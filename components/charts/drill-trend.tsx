'use client'

import dynamic from 'next/dynamic'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { formatTime } from '@/components/ui/time-format'
import { useZone } from '@/components/ui/zone'
import { ChartFrame } from './chart-frame'

export type DrillMeasured = Readonly<{ at: string; p50: number | null; p99: number | null; proven: number; total: number; passed: boolean }>

const DrillLines = dynamic(() => import('./drill-lines').then((module) => module.DrillLines), { ssr: false, loading: () => <div className="h-44" /> })

/** Every drill, oldest first: how long from the order to the refusal. One that measured nothing leaves a gap. */
export function DrillTrend({ title, drills }: Readonly<{ title: string; drills: readonly DrillMeasured[] }>) {
  const zone = useZone()
  return (
    <ChartFrame
      title={title}
      subtitle="From the order’s commit to the answer that first refused, in milliseconds, by drill"
      legend={
        <p className="flex gap-4 pb-1 text-xs text-ink-2">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="h-0.5 w-4 bg-ink" /> p99
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="w-4 border-t-2 border-dashed border-ink-3" /> p50
          </span>
        </p>
      }
      chart={<DrillLines drills={drills.map(({ at, p50, p99 }) => ({ label: formatTime(new Date(at), zone, 'datetime'), p50, p99 }))} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Drill</Th>
            <Th numeric>p50</Th>
            <Th numeric>p99</Th>
            <Th numeric>Points proven</Th>
            <Th>Outcome</Th>
          </THead>
          <TBody>
            {drills.map((drill) => (
              <Tr key={drill.at}>
                <Td>{formatTime(new Date(drill.at), zone, 'datetime')}</Td>
                <Td numeric>{drill.p50 === null ? 'not measured' : `${Math.round(drill.p50)} ms`}</Td>
                <Td numeric>{drill.p99 === null ? 'not measured' : `${Math.round(drill.p99)} ms`}</Td>
                <Td numeric>
                  {drill.proven} of {drill.total}
                </Td>
                <Td>{drill.passed ? 'passed' : 'failed'}</Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}
