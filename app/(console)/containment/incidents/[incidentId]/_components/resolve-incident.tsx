'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { resolveIncidentAction } from '../../actions'

/** Over, with its cause. It restores nothing: that is for the orders' own pages. */
export function ResolveIncident({ incidentId, number, left }: Readonly<{ incidentId: string; number: number; left: number }>) {
  const [open, setOpen] = useState(false)
  const [cause, setCause] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const done = await resolveIncidentAction({ incidentId, cause }).catch(() => null)
      if (done?.status === 'done') setOpen(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the incident again to see whether it is resolved.')
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Resolve</Button>
      </DialogTrigger>
      <DialogContent
        title={`Resolve incident ${number}`}
        description={`Its orders stay in force until they are restored; the next halt opens another incident.${left > 0 ? ` ${left} ${left === 1 ? 'step is' : 'steps are'} not done, and that is recorded.` : ''}`}
      >
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Cause" hint="What made it happen, as it was found. Whoever restores reads it." required error={problem}>
            <Textarea name="cause" rows={3} minLength={8} maxLength={1000} value={cause} onChange={(event) => setCause(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Resolve
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
