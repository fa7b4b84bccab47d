'use client'

import { useRef, useState, useTransition, type KeyboardEvent } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { Notice } from '@/components/ui/notice'
import { useNow } from '@/components/ui/ticking'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import { PHASES, type StepView } from '@/lib/identity/incidents/contract'
import { PHASE_WORD } from '../../../_components/phase-words'
import { setStepAction } from '../../actions'
import { AssignStep } from './assign-step'

type Props = Readonly<{ incidentId: string; steps: readonly StepView[]; mayChange: boolean }>

/** A checklist: Space says done, or not after all; the arrows go from step to step. A mark stands when the authority has it. */
export function StepList({ incidentId, steps, mayChange }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  // What was asked of each step: one may be marked while another is being recorded.
  const [asked, setAsked] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [pending, startTransition] = useTransition()
  const isWorking = ({ id, done }: StepView) => pending && asked.has(id) && asked.get(id) !== (done !== null)

  function toggle(step: StepView) {
    if (isWorking(step) || !mayChange) return
    const wanted = step.done === null
    setAsked((before) => new Map(before).set(step.id, wanted))
    startTransition(async () => {
      const done = await setStepAction({ incidentId, stepId: step.id, done: wanted }).catch(() => null)
      if (done?.status !== 'done') setAsked((before) => new Map([...before].filter(([id]) => id !== step.id)))
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the incident again to see whether it was recorded.')
    })
  }

  function move(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])]
    const at = boxes.findIndex((box) => box === document.activeElement)
    if (at < 0) return
    event.preventDefault()
    boxes[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  }

  return (
    <div ref={list} className="flex flex-col gap-5">
      {problem ? (
        <Notice tone="caution" title="Not recorded" live>
          {problem}
        </Notice>
      ) : null}
      {PHASES.filter((phase) => steps.some((step) => step.phase === phase)).map((phase) => (
        <section key={phase} aria-labelledby={`phase-${phase}`}>
          <h3 id={`phase-${phase}`} className="pb-1.5 text-xs font-semibold text-ink-3">
            {PHASE_WORD[phase]}
          </h3>
          <ul className="flex flex-col gap-3">
            {steps
              .filter((step) => step.phase === phase)
              .map((step) => (
                <li key={step.id} className="flex min-w-0 items-start justify-between gap-3 max-sm:flex-col max-sm:gap-1">
                  <Checkbox
                    checked={step.done !== null}
                    disabled={!mayChange}
                    aria-busy={isWorking(step) || undefined}
                    onChange={() => toggle(step)}
                    onKeyDown={move}
                    label={<span className={step.done ? 'text-ink-2' : 'font-medium'}>{step.title}</span>}
                    hint={<Hint step={step} working={isWorking(step)} />}
                  />
                  {mayChange && step.done === null ? <AssignStep incidentId={incidentId} step={step} /> : null}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Hint({ step, working }: Readonly<{ step: StepView; working: boolean }>) {
  const now = useNow()
  const { done, owner, due_at: due } = step
  const overdue = done === null && due !== null && now !== null && Date.parse(due) < now
  return (
    <>
      {step.detail ? <span className="block max-w-prose whitespace-pre-line">{step.detail}</span> : null}
      <span className="block pt-0.5 text-ink-2">
        {working ? (
          'Recording…'
        ) : done ? (
          <>
            Done by <bdi className="font-medium">{done.by}</bdi>, <TimeStamp value={done.at} />
          </>
        ) : (
          <>
            {owner ? <bdi className="font-medium">{owner.name}</bdi> : 'Nobody’s yet'}
            {due ? (
              <span className={overdue ? 'font-medium text-caution' : ''}>
                , {overdue ? 'overdue since' : 'due'} <TimeStamp value={due} />
              </span>
            ) : null}
          </>
        )}
      </span>
    </>
  )
}
