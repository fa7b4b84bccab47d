'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { refusalText } from '@/lib/console/refusal-text'
import { PersonField } from '../../../_components/person-field'
import { setDeputiesAction } from '../../actions'

type Person = { id: string; name: string }
type Props = Readonly<{ agentId: string; deputies: readonly Person[] }>

/** Who follows first, in order. */
export function NameDeputies({ agentId, deputies }: Props) {
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<readonly Person[]>(deputies)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
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
        <PersonField label="Add a person" error={problem} clears without={chosen.map(({ id }) => id)} onPick={(person) => (person ? setChosen([...chosen, { id: person.id, name: person.name }]) : undefined)} />
      </DialogContent>
    </Dialog>
  )
}
