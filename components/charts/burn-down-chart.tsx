'use client'

import dynamic from 'next/dynamic'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { formatTime } from '@/components/ui/time-format'
import { useZone } from '@/components/ui/zone'
import { ChartFrame } from './chart-frame'

type Point = Readonly<{ at: string; left: number; pace: number }>

const BurnDownLines = dynamic(() => import('./burn-down-lines').then((module) => module.BurnDownLines), { ssr: false, loading: () => <div className="h-44" /> })

/** Below this a date alone would say the same at each tick. */
const DATED_FROM_MS = 5 * 24 * 60 * 60 * 1_000

type Props = Readonly<{ title: string; subtitle: string; points: readonly Point[]; /** When nothing may be left: the chart goes on until then. */ due: string }>

/** What is left of some work over its time, beside what an even pace would have left. */
export function BurnDownChart({ title, subtitle, points, due }: Props) {
  const zone = useZone()
  const when = (at: string | number) => formatTime(new Date(at), zone, 'datetime')
  const drawn: { at: number; left: number | null; pace: number }[] = points.map((point) => ({ ...point, at: Date.parse(point.at) }))
  const [from, end] = [drawn.at(0)?.at ?? 0, Date.parse(due)]
  if ((drawn.at(-1)?.at ?? end) < end) drawn.push({ at: end, left: null, pace: 0 })
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
      chart={<BurnDownLines points={drawn} when={when} tick={end - from < DATED_FROM_MS ? when : (at) => formatTime(new Date(at), zone, 'date')} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>Until</Th>
            <Th numeric>Left</Th>
            <Th numeric>At an even pace</Th>
          </THead>
          <TBody>
            {points.map(({ at, left, pace }) => (
              <Tr key={at}>
                <Td>{when(at)}</Td>
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
