'use client'

import { useQuery } from '@tanstack/react-query'
import { LiveNote } from '@/components/ui/live-note'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { RetirementView } from '@/lib/identity/retirement/contract'
import { liveQueries } from '../../../_components/live-queries'
import { readLive } from '../../../_components/read-live'
import { RetirementSteps } from './retirement-steps'

const POLL_MS = 1_000
type Props = Readonly<{ initial: RetirementView; mayTryAgain: boolean }>

/** The end of an agent, step by step as it is proved, until it is archived. */
export function Retirement({ initial, mayTryAgain }: Props) {
  const { data = initial, isError, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['retirement', initial.agent.id],
    queryFn: () => readLive<RetirementView>(`/api/live/retirements/${initial.agent.id}`),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? POLL_MS : false),
  }, liveQueries())
  const { steps, state, reason, requested_by, requested_at, successor } = data
  const proven = steps.filter((step) => step.state === 'proven').length
  return (
    <Card
      id="retirement"
      title="Retirement"
      flush
      actions={state === 'running' ? <LiveNote asOf={new Date(dataUpdatedAt).toISOString()} lost={isError} /> : null}
      description={
        <>
          Begun by <bdi>{requested_by.name}</bdi>, <TimeStamp value={requested_at} />, because “{reason}”.{successor ? <> <bdi>{successor.name}</bdi> takes its place.</> : null}
        </>
      }
    >
      <div className="px-4 pb-3">
        {state === 'archived' ? (
          <Notice title="Archived: every step is proven, and nothing answers for it any more" live>
            What is shown here is its record. It cannot be changed, and its name is not used again.
          </Notice>
        ) : state === 'open' ? (
          <Notice tone="caution" title={`Stopped, but not proven gone: ${proven} of ${steps.length} steps are proven`} live>
            What is open counts against the maturity of this estate until it is proven.
          </Notice>
        ) : (
          <Notice title={`Stopped at the commit; ${proven} of ${steps.length} steps are proven`}>The rest goes on by itself. You may leave this page.</Notice>
        )}
      </div>
      <RetirementSteps agentId={data.agent.id} steps={steps} mayTryAgain={mayTryAgain} onAsked={() => void refetch()} />
    </Card>
  )
}
