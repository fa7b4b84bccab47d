'use client'

import dynamic from 'next/dynamic'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { ChartFrame } from './chart-frame'

type Day = Readonly<{ day: string; open: number; gone: number }>

const EliminationLines = dynamic(() => import('./elimination-lines').then((module) => module.EliminationLines), { ssr: false, loading: () => <div className="h-44" /> })

/** Standing credentials day by day: those that are still there, and those that were seen and are gone. */
export function EliminationChart({ title, days }: Readonly<{ title: string; days: readonly Day[] }>) {
  return (
    <ChartFrame
      title={title}
      subtitle="Static keys and hard-coded secrets (tiers 4 and 5) at the end of each day, UTC"
      legend={
        <p className="flex gap-4 pb-1 text-xs text-ink-2">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="h-0.5 w-4 bg-ink" /> still there
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="w-4 border-t-2 border-dashed border-ink-3" /> eliminated so far
          </span>
        </p>
      }
      chart={<EliminationLines days={days} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Day</Th>
            <Th numeric>Still there</Th>
            <Th numeric>Eliminated so far</Th>
          </THead>
          <TBody>
            {days.map(({ day, open, gone }) => (
              <Tr key={day}>
                <Td>{day}</Td>
                <Td numeric>{open}</Td>
                <Td numeric>{gone}</Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}
