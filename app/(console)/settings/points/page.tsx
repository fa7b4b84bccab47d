import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'

export const metadata: Metadata = { title: 'Enforcement points' }

const STATE = {
  connected: { word: 'Connected', tint: 'text-calm' },
  lease_expired: { word: 'No lease: refuses everything', tint: 'text-caution' },
  never_connected: { word: 'Never connected', tint: 'text-caution' },
  revoked: { word: 'Revoked', tint: 'text-ink-3' },
} as const

export default async function PointsPage() {
  const points = await read((api) => api.containment.points({}))
  if (!points.ok) return <RefusedState refusal={points.refusal} what="enforcement points" clearHref="/settings/points" />
  return (
    <Card title="Enforcement points" description="Each asks twice a second for a lease of 3 s. Without one it refuses every call, so a point that cannot hear of a halt cannot let anything through either." flush>
      {points.value.length === 0 ? (
        <EmptyState because="nothing_yet" title="No enforcement point is enrolled">
          <p>So nothing is enforced before a tool is called. The gateway enrols when it starts.</p>
        </EmptyState>
      ) : (
        <Table caption="Enforcement points" stack>
          <THead>
            <Th>Point</Th>
            <Th>State</Th>
            <Th>Last lease</Th>
            <Th>Address</Th>
            <Th>Enrolled</Th>
          </THead>
          <TBody>
            {points.value.map((point) => (
              <Tr key={point.id}>
                <Td label="Point" className="font-medium">
                  <bdi>{point.name}</bdi>
                </Td>
                <Td label="State" className={STATE[point.state].tint}>
                  {STATE[point.state].word}
                </Td>
                <Td label="Last lease" className="text-ink-2">
                  <TimeStamp value={point.last_lease_at} style="relative" />
                </Td>
                <Td label="Address" className="break-all font-mono text-xs text-ink-2">
                  {point.url}
                </Td>
                <Td label="Enrolled" className="text-ink-2">
                  <TimeStamp value={point.enrolled_at} style="date" />
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Card>
  )
}
