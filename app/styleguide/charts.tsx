import { CallsChart } from '@/components/charts/calls-chart'
import { RadarChart } from '@/components/charts/radar-chart'
import { exampleCalls } from './_examples/calls'
import { Specimen } from './specimen'

export function Charts() {
  return (
    <>
      <Specimen name="CallsChart">
        <CallsChart title="Denials rose after 14:00" subtitle="Calls per hour, by outcome, example day" buckets={exampleCalls} />
      </Specimen>
      <Specimen name="RadarChart">
        <RadarChart
          title="Revocation is the weakest of six"
          subtitle="Score of 5, this quarter against the last"
          max={5}
          scores={[
            { label: 'Ownership', now: 4.2, before: 3.1 },
            { label: 'Credentials', now: 3.6, before: 3.4 },
            { label: 'Delegation', now: 4.4, before: 4.4 },
            { label: 'Reviews', now: 3.1, before: 2.2 },
            { label: 'Revocation', now: 2.4, before: 1.9 },
            { label: 'Ledger', now: 4.8, before: 4.1 },
          ]}
        />
      </Specimen>
    </>
  )
}
