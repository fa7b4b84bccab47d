'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { refusalText } from '@/lib/console/refusal-text'
import { followPlaybookAction } from '../../actions'

type Playbook = { slug: string; name: string; version: number }

/** Once it is known what kind of incident it is. What is done stays; what nobody did gives way. */
export function FollowPlaybook({ incidentId, current, playbooks }: Readonly<{ incidentId: string; current: Playbook; playbooks: readonly Playbook[] }>) {
  const others = playbooks.filter(({ slug, version }) => slug !== current.slug || version !== current.version)
  const [open, setOpen] = useState(false)
  const [slug, setSlug] = useState(others[0]?.slug ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const done = await followPlaybookAction({ incidentId, slug }).catch(() => null)
      if (done?.status === 'done') setOpen(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the incident again to see which steps it has.')
    })
  }

  if (others.length === 0) return null
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Another playbook</Button>
      </DialogTrigger>
      <DialogContent title="Go on by another playbook" description="Steps that are done stay. Those that nobody did are replaced by the steps of the one you choose.">
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Playbook" required error={problem}>
            <Select value={slug} onChange={(event) => setSlug(event.target.value)}>
              {others.map(({ slug: value, name, version }) => (
                <option key={value} value={value}>
                  {name}, version {version}
                </option>
              ))}
            </Select>
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Take its steps
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
