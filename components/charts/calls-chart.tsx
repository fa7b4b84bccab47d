'use client'

import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { formatTime } from '@/components/ui/time-format'
import { useZone } from '@/components/ui/zone'
import type { CallsBucket } from './calls-bucket'
import { CallsBars } from './calls-bars'
import { ChartFrame } from './chart-frame'
import { SeriesMark } from './series'

type Props = Readonly<{ title: string; subtitle: string; buckets: readonly CallsBucket[] }>

/** Calls over time by how they ended. Denied is darker and hatched; only what a halt cut has the signal colour. */
export function CallsChart({ title, subtitle, buckets }: Props) {
  const zone = useZone()
  const label = (at: string) => formatTime(new Date(at), zone, 'time').slice(0, 5)
  const cut = buckets.some((bucket) => bucket.cut)
  return (
    <ChartFrame
      title={title}
      subtitle={subtitle}
      legend={
        <p className="flex gap-4 pb-1 text-xs text-ink-2">
          <SeriesMark series="allowed" label="Allowed" />
          <SeriesMark series="denied" label="Denied" />
          {cut ? <SeriesMark series="cut" label="Cut by a halt" /> : null}
        </p>
      }
      chart={<CallsBars buckets={buckets.map((bucket) => ({ ...bucket, label: label(bucket.at) }))} />}
      table={
        <Table caption={title}>
          <THead>
            <Th>From</Th>
            <Th numeric>Allowed</Th>
            <Th numeric>Denied</Th>
            {cut ? <Th numeric>Cut</Th> : null}
          </THead>
          <TBody>
            {buckets.map((bucket) => (
              <Tr key={bucket.at}>
                <Td>{formatTime(new Date(bucket.at), zone, 'datetime')}</Td>
                <Td numeric>{bucket.allowed}</Td>
                <Td numeric>{bucket.denied}</Td>
                {cut ? <Td numeric>{bucket.cut ?? 0}</Td> : null}
              </Tr>
            ))}
          </TBody>
        </Table>
      }
    />
  )
}
