import { TimeStamp } from '@/components/ui/time-stamp'
import { LastMeasuredLine, type LastMeasured } from './last-measured'

/** What an order would cover, from the query that executes it. */
export type HaltCovers = Readonly<{
  agents: number
  tokens: number
  callsInFlight: number
  /** Agents that are not stopped, and need it, as far as is on record. Left out: nobody looked. */
  dependents?: number
  asOf: string
  /** What would go on all the same, one sentence each. */
  notCovered?: readonly string[]
  /** Null: never measured. Left out: nobody asked. */
  lastMeasured?: LastMeasured | null
}>

const counted = (count: number, one: string, many: string) => [count, count === 1 ? one : many] as const

export function HaltCoversList({ covers }: Readonly<{ covers: HaltCovers | null }>) {
  if (!covers) {
    return <p className="text-sm text-ink-2">What it covers could not be read just now. The order computes it again when it commits.</p>
  }
  const lines = [
    counted(covers.agents, 'agent', 'agents'),
    counted(covers.tokens, 'live token', 'live tokens'),
    counted(covers.callsInFlight, 'call in flight', 'calls in flight'),
    ...(covers.dependents ? [counted(covers.dependents, 'agent that depends on it, and goes on', 'agents that depend on it, and go on')] : []),
  ]
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col">
        {lines.map(([count, what]) => (
          <div key={what} className="flex items-baseline justify-between gap-6 border-b border-line py-1 text-sm">
            <dt className="text-ink-2">{what}</dt>
            <dd className="font-medium text-ink">{count}</dd>
          </div>
        ))}
      </dl>
      {covers.notCovered?.length ? (
        <div className="text-xs text-ink-2">
          <p className="font-medium text-caution">Not covered</p>
          <ul className="list-disc pl-4">
            {covers.notCovered.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {covers.lastMeasured === undefined ? null : <LastMeasuredLine last={covers.lastMeasured} />}
      <p className="text-xs text-ink-3">
        As of <TimeStamp value={covers.asOf} style="time" />
      </p>
    </div>
  )
}
