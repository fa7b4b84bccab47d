'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { refusalText } from '@/lib/console/refusal-text'
import type { StepView } from '@/lib/identity/incidents/contract'
import { setStepAction } from '../../actions'

type Props = Readonly<{ incidentId: string; step: StepView; people: readonly { id: string; name: string }[] }>

/** Whose a step is, and by when, in the reader's own time. */
export function AssignStep({ incidentId, step, people }: Props) {
  const [open, setOpen] = useState(false)
  const [ownerId, setOwnerId] = useState(step.owner?.id ?? '')
  const [due, setDue] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function begin(opening: boolean) {
    setOwnerId(step.owner?.id ?? '')
    setDue(localTime(step.due_at))
    setProblem(null)
    setOpen(opening)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const due_at = due === '' ? null : new Date(due).toISOString()
      const done = await setStepAction({ incidentId, stepId: step.id, ownerId: ownerId === '' ? null : ownerId, due_at }).catch(() => null)
      if (done?.status === 'done') setOpen(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the incident again to see whose it is.')
    })
  }

  return (
    <Dialog open={open} onOpenChange={begin}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" className="ml-4.5" aria-label={`Whose and by when: ${step.title}`}>
          Whose, and by when
        </Button>
      </DialogTrigger>
      <DialogContent title={step.title}>
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Whose" error={problem}>
            <Select value={ownerId} onChange={(event) => setOwnerId(event.target.value)}>
              <option value="">Nobody’s yet</option>
              {people.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Due">
            <Input type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Save
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

/** As a `datetime-local` control has it. */
function localTime(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
