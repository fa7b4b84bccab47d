'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { refusalText } from '@/lib/console/refusal-text'
import { DRILL_STATES, type DrillsView, type DrillState } from '@/lib/identity/drills/contract'
import { liveQueries } from '../../_components/live-queries'
import { readLive } from '../../_components/read-live'
import { startDrillAction } from '../actions'

const DOING: Readonly<Record<DrillState, string>> = {
  asked: 'Waiting for the worker to take it up',
  keyed: 'Giving the drill’s agents keys and a mandate',
  ready: 'Getting tokens, and calling every point with each',
  armed: 'Every point lets them through: giving the order',
  ordered: 'Calling every point until it refuses',
  probed: 'Lifting the order',
  done: 'Over',
}
const LOOK_EVERY_MS = 1_000

const isDone = (view: DrillsView | undefined, id: string | null): boolean => view?.drills.find((drill) => drill.id === id)?.state === 'done'

/** Starts a drill, and shows where the one that runs is, whoever started it. It goes on when the page is left. */
export function RunDrill({ running: known, mayStart }: Readonly<{ running: string | null; mayStart: boolean }>) {
  const router = useRouter()
  const [running, setRunning] = useState(known)
  const [problem, setProblem] = useState<string | null>(null)
  const [starting, start] = useTransition()
  const query = useQuery({ queryKey: ['drills', running], queryFn: () => readLive<DrillsView>('/api/live/drills'), enabled: running !== null, refetchInterval: ({ state }) => (isDone(state.data, running) ? false : LOOK_EVERY_MS) }, liveQueries())
  const drill = query.data?.drills.find(({ id }) => id === running) ?? null
  const isOver = isDone(query.data, running)

  useEffect(() => {
    if (isOver) router.refresh()
  }, [isOver, router])

  function begin() {
    setProblem(null)
    start(async () => {
      const asked = await startDrillAction()
      if (asked.status === 'done') setRunning(asked.value.id)
      else setProblem(asked.status === 'refused' ? refusalText(asked.refusal) : 'It was not sent.')
    })
  }

  if (running !== null && !isOver)
    return (
      <div role="status" className="w-full sm:w-96">
        <Progress label={DOING[drill?.state ?? 'asked']} done={DRILL_STATES.indexOf(drill?.state ?? 'asked')} total={DRILL_STATES.length - 1} unit="steps" />
        {query.isError ? <p className="text-xs text-caution">Live view lost; the drill goes on.</p> : null}
      </div>
    )
  return (
    <div className="flex flex-col items-start gap-2">
      {mayStart ? (
        <Button onClick={begin} disabled={starting}>
          Run a drill now
        </Button>
      ) : null}
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}
