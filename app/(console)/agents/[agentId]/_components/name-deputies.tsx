'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { refusalText } from '@/lib/console/refusal-text'
import { setDeputiesAction } from '../../actions'

type Person = { id: string; name: string }
type Props = Readonly<{ agentId: string; deputies: readonly Person[]; people: readonly Person[] }>

/** Who follows first, in order. */
export function NameDeputies({ agentId, deputies, people }: Props) {
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<readonly Person[]>(deputies)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const left = people.filter((person) => !chosen.some(({ id }) => id === person.id))
  const save = () =>
    startTransition(async () => {
      const done = await setDeputiesAction({ agentId, deputies: chosen.map(({ id }) => id) }).catch(() => null)
      if (done?.status !== 'done') return setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      setOpen(false)
      router.refresh()
    })
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost">Deputies</Button>
      </DialogTrigger>
      <DialogContent
        title="Deputies"
        description="They follow first, in this order, when the owner or the sponsor leaves."
        footer={
          <>
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button variant="primary" pending={pending} onClick={save}>
              Save
            </Button>
          </>
        }
      >
        <ol className="mb-3 flex flex-col">
          {chosen.map((person) => (
            <li key={person.id} className="flex items-center justify-between gap-3 border-b border-line py-1.5 text-sm">
              <bdi>{person.name}</bdi>
              <Button size="sm" variant="ghost" aria-label={`Remove ${person.name}`} onClick={() => setChosen(chosen.filter(({ id }) => id !== person.id))}>
                Remove
              </Button>
            </li>
          ))}
        </ol>
        <Field label="Add a person" error={problem}>
          <Select
            value=""
            onChange={(event) => {
              const person = people.find(({ id }) => id === event.target.value)
              if (person) setChosen([...chosen, person])
            }}
          >
            <option value="">Choose a person</option>
            {left.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </Select>
        </Field>
      </DialogContent>
    </Dialog>
  )
}
