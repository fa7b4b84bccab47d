'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { useGo } from '@/components/ui/use-go'
import { useOnward } from '@/components/ui/use-onward'
import { refusalText } from '@/lib/console/refusal-text'
import { GRAINS, type Grain } from '@/lib/identity/containment/contract'
import type { PlaybookView } from '@/lib/identity/incidents/contract'
import { GRAIN_WORD } from '../../_components/order-words'
import { putPlaybookAction } from '../actions'
import { readDue } from './due'
import { draftOf, EMPTY, StepFields, type StepDraft } from './step-fields'

const STEPS_MAX = 40

/** Writes the next version, whole. What was read is named, so that nobody's change is lost under another's. */
export function PlaybookEditor({ playbook, backTo }: Readonly<{ playbook: PlaybookView | null; backTo: string }>) {
  const [slug, setSlug] = useState(playbook?.slug ?? '')
  const [name, setName] = useState(playbook?.name ?? '')
  const [summary, setSummary] = useState(playbook?.summary ?? '')
  const [grains, setGrains] = useState<readonly Grain[]>(playbook?.grains ?? [])
  const [steps, setSteps] = useState<readonly StepDraft[]>(playbook?.steps.map(draftOf) ?? [draftOf(EMPTY)])
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const go = useGo()
  const onward = useOnward()

  function change(key: string, part: Partial<StepDraft>) {
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...part } : step)))
  }

  function move(index: number, by: -1 | 1) {
    const next = [...steps]
    const [step] = next.splice(index, 1)
    if (step) next.splice(index + by, 0, step)
    setSteps(next)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    const unread = steps.findIndex(({ due }) => readDue(due) === undefined)
    if (unread >= 0) return setProblem(`Step ${unread + 1}: write the time as 15 min, 4 h or 7 d, or leave it out.`)
    const goOn = onward()
    startTransition(async () => {
      const input = {
        slug,
        version: playbook?.version ?? 0,
        name,
        summary,
        grains: [...grains],
        steps: steps.map(({ phase, title, detail, owner, due }) => ({ phase, title, detail, owner, due_minutes: readDue(due) ?? null })),
      }
      const done = await putPlaybookAction(input).catch(() => null)
      if (done?.status === 'done') goOn(`${backTo}#${slug}`)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was written.')
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" required>
          <Input value={name} minLength={3} maxLength={80} onChange={(event) => setName(event.target.value)} />
        </Field>
        {playbook === null ? (
          <Field label="Short name" hint="Lower case letters, digits and hyphens. It stays." required>
            <Input mono value={slug} pattern="[a-z0-9\-]{1,40}" maxLength={40} onChange={(event) => setSlug(event.target.value)} />
          </Field>
        ) : null}
      </div>
      <Field label="What it is for">
        <Input value={summary} maxLength={300} onChange={(event) => setSummary(event.target.value)} />
      </Field>
      <fieldset>
        <legend className="pb-1 text-sm font-medium text-ink">Begins by itself with a halt of</legend>
        <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
          {GRAINS.map((grain) => (
            <Checkbox
              key={grain}
              checked={grains.includes(grain)}
              onChange={(event) => setGrains(event.target.checked ? [...grains, grain] : grains.filter((one) => one !== grain))}
              label={GRAIN_WORD[grain]}
            />
          ))}
        </div>
      </fieldset>
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li key={step.key} className="border-t border-line pt-3">
            <StepFields
              step={step}
              number={index + 1}
              onChange={(part) => change(step.key, part)}
              onUp={index > 0 ? () => move(index, -1) : null}
              onDown={index < steps.length - 1 ? () => move(index, 1) : null}
              onRemove={steps.length > 1 ? () => setSteps(steps.filter(({ key }) => key !== step.key)) : null}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button disabled={steps.length >= STEPS_MAX} onClick={() => setSteps([...steps, draftOf({ ...EMPTY, phase: steps.at(-1)?.phase ?? 'detect' })])}>
          Add a step
        </Button>
      </div>
      {problem ? (
        <Notice tone="caution" title="Not written" live>
          {problem}
        </Notice>
      ) : null}
      <div className="flex justify-end gap-2 border-t border-line pt-3">
        <Button variant="ghost" onClick={() => go(backTo)}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" pending={pending}>
          {playbook === null ? 'Write it' : `Write version ${playbook.version + 1}`}
        </Button>
      </div>
    </form>
  )
}
