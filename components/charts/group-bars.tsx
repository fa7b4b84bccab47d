'use client'

import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { ChartFrame } from './chart-frame'

export type GroupBar = Readonly<{ label: string; score: number | null; expected: number | null; note: string }>
type Props = Readonly<{ title: string; subtitle: string; groups: readonly GroupBar[] }>

/** A bar a group on one scale of 0 to 100; a line where it should be; what is not known is a dashed frame. */
export function GroupBars({ title, subtitle, groups }: Props) {
  const hasExpected = groups.some(({ expected }) => expected !== null)
  return (
    <ChartFrame
      title={title}
      subtitle={subtitle}
      legend={
        <p className="flex flex-wrap gap-x-4 gap-y-1 pb-2 text-xs text-ink-2">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="h-2 w-4 bg-cord" /> Score
          </span>
          {hasExpected ? (
            <span className="inline-flex items-center gap-1.5">
              <span aria-hidden="true" className="h-3 w-0.5 bg-caution" /> Expected for its risk
            </span>
          ) : null}
        </p>
      }
      chart={
        <div className="grid grid-cols-[minmax(5rem,12rem)_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 text-xs max-sm:grid-cols-[minmax(0,7rem)_minmax(0,1fr)_2rem]">
          {groups.map(({ label, score, expected, note }) => (
            <div key={label} className="contents">
              <span className="truncate text-ink" title={label}>
                {label}
              </span>
              <span className="relative block h-3">
                {score === null ? <span className="block h-full border border-dashed border-caution" /> : <span className="absolute inset-0 bg-selected" />}
                {score === null ? null : <span className="absolute inset-y-0 left-0 bg-cord" style={{ width: `${score}%` }} />}
                {expected === null ? null : <span className="absolute -inset-y-1 w-0.5 bg-caution" style={{ left: `calc(${expected}% - 1px)` }} />}
              </span>
              <span className="whitespace-nowrap text-right tabular-nums text-ink-2">
                {score === null ? '?' : Math.round(score)}
                <span className="max-sm:hidden">, {note}</span>
              </span>
            </div>
          ))}
        </div>
      }
      table={
        <Table caption={title}>
          <THead>
            <Th>Group</Th>
            <Th numeric>Score</Th>
            {hasExpected ? <Th numeric>Expected</Th> : null}
            <Th>Of</Th>
          </THead>
          <TBody>
            {groups.map(({ label, score, expected, note }) => (
              <Tr key={label}>
                <Td>{label}</Td>
                <Td numeric>{score === null ? 'unknown' : Math.round(score)}</Td>
                {hasExpected ? <Td numeric>{expected === null ? 'unknown' : Math.round(expected)}</Td> : null}
                <Td>{note}</Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}
