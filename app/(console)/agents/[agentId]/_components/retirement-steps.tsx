'use client'

import { Check, CircleDashed, CircleHelp } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { StepView } from '@/lib/identity/retirement/contract'
import { tryStepAgainAction } from '../../retirement-actions'

const WORD = { proven: 'Proven', waiting: 'Waits', open: 'Not proven' } as const
const ICON = { proven: Check, waiting: CircleDashed, open: CircleHelp } as const
const TINT = { proven: 'text-ink', waiting: 'text-ink-3', open: 'text-caution' } as const

type Props = Readonly<{ agentId: string; steps: readonly StepView[]; mayTryAgain: boolean; onAsked: () => void }>

export function RetirementSteps({ agentId, steps, mayTryAgain, onAsked }: Props) {
  return (
    <ol aria-label="Steps">
      {steps.map((step) => (
        <StepRow key={step.position} agentId={agentId} step={step} mayTryAgain={mayTryAgain} onAsked={onAsked} />
      ))}
    </ol>
  )
}

function StepRow({ agentId, step, mayTryAgain, onAsked }: Readonly<{ agentId: string; step: StepView } & Pick<Props, 'mayTryAgain' | 'onAsked'>>) {
  const { state, title, about, attempts, ended_at, next_at, why, evidence } = step
  const Icon = ICON[state]
  const tried = state !== 'proven' && attempts > 0
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-t border-line px-4 py-2.5 text-sm">
      <span className={`mt-0.5 inline-flex w-28 shrink-0 items-center gap-1.5 font-medium ${TINT[state]}`}>
        <Icon aria-hidden="true" className="size-4 shrink-0" />
        {WORD[state]}
      </span>
      <div className="min-w-0 grow basis-64">
        <p className="font-medium text-ink">
          <bdi>{title}</bdi>
        </p>
        <p className="text-ink-2">{about}</p>
        {why ? <p className="break-words text-caution">{why}</p> : null}
        {evidence.length > 0 ? (
          <details className="mt-1">
            <summary className="cursor-pointer text-ink-2">What was found ({evidence.length})</summary>
            <ul className="mt-1 flex flex-col gap-0.5 border-l border-line pl-3">
              {evidence.map(({ check, ok, detail }) => (
                <li key={`${check} ${detail}`} className="break-words">
                  <span className={ok ? 'text-ink-3' : 'font-medium text-caution'}>{ok ? 'fine' : 'not fine'}</span> <bdi className="font-medium">{check}</bdi>: <span className="text-ink-2">{detail}</span>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      <div className="flex flex-col items-end gap-1 text-ink-3 max-sm:items-start">
        {ended_at ? <TimeStamp value={ended_at} /> : null}
        {attempts > 1 || tried ? <span>{attempts === 1 ? 'tried once' : `tried ${attempts} times`}</span> : null}
        {state === 'waiting' && next_at ? <span>again <TimeStamp value={next_at} style="relative" /></span> : null}
        {tried && mayTryAgain ? <TryAgain agentId={agentId} position={step.position} title={title} onAsked={onAsked} /> : null}
      </div>
    </li>
  )
}

function TryAgain({ agentId, position, title, onAsked }: Readonly<{ agentId: string; position: number; title: string; onAsked: () => void }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const ask = () =>
    startTransition(async () => {
      const done = await tryStepAgainAction({ agentId, position }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: try once more.')
      onAsked()
    })
  return (
    <>
      <Button size="sm" pending={pending} onClick={ask} aria-label={`Try again: ${title}`}>
        Try again
      </Button>
      {problem ? <span role="alert" className="text-caution">{problem}</span> : null}
    </>
  )
}
