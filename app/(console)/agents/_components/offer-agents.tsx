'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { requestTransferAction } from '../actions'

type Props = Readonly<{ agents: readonly { id: string; name: string }[]; people: readonly { id: string; name: string }[]; disabled?: boolean }>

/** Offers one agent or many to another person; they stay where they are until that person accepts. */
export function OfferAgents({ agents, people, disabled = false }: Props) {
  const [open, setOpen] = useState(false)
  const [role, setRole] = useState<'owner' | 'sponsor'>('owner')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const [only] = agents
  const what = agents.length === 1 && only ? only.name : `${agents.length} agents`

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await requestTransferAction({ agentIds: agents.map(({ id }) => id), role, to: String(form.get('to')), reason: String(form.get('reason')) }).catch(() => null)
      if (done?.status !== 'done') return setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was offered.')
      setOpen(false)
      router.refresh()
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button disabled={disabled || agents.length === 0}>Offer to somebody</Button>
      </DialogTrigger>
      <DialogContent title={`Offer ${what}`} description="Whoever it is offered to has 14 days to accept. Until then nothing changes.">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <RadioGroup
            legend="As its"
            name="role"
            value={role}
            onValueChange={(value) => setRole(value === 'sponsor' ? 'sponsor' : 'owner')}
            options={[
              { value: 'owner', label: 'Owner', hint: 'Technical: runs it' },
              { value: 'sponsor', label: 'Sponsor', hint: 'The accountable human. Standing mandates end with the sponsor who gave them.' },
            ]}
          />
          <Field label="To" required>
            <Select name="to" defaultValue="" required>
              <option value="" disabled>
                Choose a person
              </option>
              {people.map((person) => (
                <option key={person.id} value={person.id}>
                  {person.name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Why" required error={problem}>
            <Textarea name="reason" rows={2} minLength={3} maxLength={500} required />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Offer
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
