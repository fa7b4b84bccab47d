import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { cn } from '@/components/ui/cn'
import { millisecondSpread } from './millisecond-spread'
import type { ReceiptRow } from './receipt-row'
import { ReceiptShape } from './receipt-shape'

export type { ReceiptRow } from './receipt-row'

type Props = Readonly<{ rows: readonly ReceiptRow[]; /** When the last covered token dies by itself. */ lastTokenDiesAt?: string; className?: string }>

const WORD = { requested: 'Requested', confirmed: 'Confirmed', unreachable: 'No answer' } as const
const TINT = { requested: 'text-ink-2', confirmed: 'text-ink', unreachable: 'text-caution' } as const

/** A row for each enforcement point. Only a signed receipt is drawn as stopped. */
export function ReceiptBoard({ rows, lastTokenDiesAt, className }: Props) {
  const confirmed = rows.filter((row) => row.state === 'confirmed')
  // Asked of those that have not confirmed alone: where all have, there is nothing to say.
  const leases = rows.some((row) => row.leaseAgeMs !== undefined)
  const spread = millisecondSpread(confirmed.flatMap((row) => (row.ms === undefined ? [] : [row.ms])))
  return (
    <div className={cn('min-w-0', className)}>
      <p role="status" className="flex flex-wrap gap-x-4 gap-y-1 pb-2 text-sm text-ink-2">
        <strong className="font-semibold text-ink">
          {confirmed.length} of {rows.length} confirmed
        </strong>
        {spread ? (
          <span>
            p50 {spread.p50} ms, p99 {spread.p99} ms
          </span>
        ) : null}
        {lastTokenDiesAt ? (
          <span>
            last token dies by itself at <TimeStamp value={lastTokenDiesAt} style="time" />
          </span>
        ) : null}
      </p>
      <Table caption="Receipts by enforcement point" stack>
        <THead>
          <Th>Enforcement point</Th>
          <Th>State</Th>
          <Th numeric>Enforced after</Th>
          <Th numeric>Calls cut</Th>
          {leases ? <Th numeric>Last lease</Th> : null}
        </THead>
        <TBody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td label="Point" className="font-medium">
                {row.point}
              </Td>
              <Td label="State">
                <span className={cn('inline-flex flex-wrap items-center gap-x-1.5 align-middle', TINT[row.state])}>
                  <ReceiptShape state={row.state} />
                  {WORD[row.state]}
                  {row.state !== 'confirmed' && row.reachableUntil ? (
                    <span className="text-caution">
                      {row.state === 'requested' ? 'last token dies by itself at' : 'reachable until'} <TimeStamp value={row.reachableUntil} style="time" />
                    </span>
                  ) : null}
                </span>
              </Td>
              <Td label="After" numeric className={row.ms === undefined ? 'max-sm:hidden!' : undefined}>
                {row.ms === undefined ? <None /> : <span title={row.enforcedAt}>{row.ms} ms</span>}
              </Td>
              <Td label="Calls cut" numeric className={row.cutCalls === undefined ? 'max-sm:hidden!' : undefined}>
                {row.cutCalls ?? <None />}
              </Td>
              {leases ? (
                <Td label="Last lease" numeric className={row.leaseAgeMs === undefined ? 'max-sm:hidden!' : undefined}>
                  {row.leaseAgeMs === undefined ? <None /> : `${(row.leaseAgeMs / 1000).toFixed(1)} s ago`}
                </Td>
              ) : null}
            </Tr>
          ))}
        </TBody>
      </Table>
    </div>
  )
}

function None() {
  return (
    <span className="text-ink-3">
      <span aria-hidden="true">·</span>
      <span className="sr-only">not known</span>
    </span>
  )
}
