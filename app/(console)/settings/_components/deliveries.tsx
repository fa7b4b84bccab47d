'use client'

import { Button } from '@/components/ui/button'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { DeliveryView } from '@/lib/identity/notifications/contract'
import { KINDS } from '@/lib/identity/notifications/terms'
import { FormDialog } from '../../_components/form-dialog'
import { retryDeliveryAction } from '../notification-actions'

const STATE = {
  sent: { word: 'Sent', tint: 'text-calm' },
  waiting: { word: 'Waiting', tint: 'text-ink-2' },
  dead: { word: 'Given up', tint: 'text-caution' },
} as const

export function Deliveries({ deliveries, mayRetry }: Readonly<{ deliveries: readonly DeliveryView[]; mayRetry: boolean }>) {
  return (
    <Table caption="The last deliveries" stack>
      <THead>
        <Th>To</Th>
        <Th>What</Th>
        <Th>State</Th>
        <Th numeric>Tries</Th>
        <Th>When</Th>
        <Th>
          <span className="sr-only">Act</span>
        </Th>
      </THead>
      <TBody>
        {deliveries.map((one) => (
          <Tr key={one.id}>
            <Td lead className="font-medium">
              <span className="min-w-0">
                <bdi>{one.to.name}</bdi>
                <span className="block text-xs font-normal text-ink-2">{one.channel === 'email' ? 'by e-mail' : 'webhook'}</span>
              </span>
            </Td>
            <Td label="What">{wordsOf(one)}</Td>
            <Td label="State">
              <span className="min-w-0">
                <span className={STATE[one.state].tint}>{one.state === 'waiting' && one.attempts > 0 ? 'Tried, goes on' : STATE[one.state].word}</span>
                {one.problem ? <span className="block break-words text-xs text-ink-2">{one.problem}</span> : null}
              </span>
            </Td>
            <Td label="Tries" numeric>
              {one.attempts}
            </Td>
            <Td label="When" className="text-ink-2">
              <TimeStamp value={one.ended_at ?? one.created_at} style="relative" />
            </Td>
            <Td corner nowrap className="text-right">
              {mayRetry && one.state === 'dead' ? (
                <FormDialog
                  trigger={
                    <Button variant="ghost" size="sm" aria-label={`Try again: to ${one.to.name}`}>
                      Try again
                    </Button>
                  }
                  title="Try it again?"
                  description={one.problem ?? undefined}
                  send={() => retryDeliveryAction({ deliveryId: one.id })}
                  act="Try again"
                  lost="No answer: read the list again before you try once more."
                />
              ) : null}
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}

function wordsOf({ kinds, count }: DeliveryView): string {
  const [only] = kinds
  if (!only) return 'A test'
  return kinds.length === 1 ? `${KINDS[only].title}${count > 1 ? ` (${count})` : ''}` : `${count} things`
}
