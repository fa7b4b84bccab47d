'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { RadioGroup } from '@/components/ui/radio-group'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import type { OneTimeLinkView, PersonView, Role } from '@/lib/identity/access/contract'
import { changeRoleAction, deactivatePersonAction, recoverPersonAction } from '../actions'
import { OneTimeLink } from './one-time-link'
import { ROLE_CHOICES } from './role-choices'

export type PersonAct = 'role' | 'recover' | 'deactivate'

const WORDS = {
  role: { title: 'Change the role of', description: 'Takes effect with the next thing they do.', button: 'Change the role' },
  recover: { title: 'Recovery link for', description: 'Ends all their sessions. With the link they set a new password.', button: 'Make the link' },
  deactivate: { title: 'Deactivate', description: 'Ends their access and sessions. Agents they own or sponsor are issued nothing until somebody else answers for them.', button: 'Deactivate' },
} as const

type Props = Readonly<{ person: PersonView; act: PersonAct | null; onClose: () => void }>

export function PersonDialog({ person, act, onClose }: Props) {
  const [role, setRole] = useState(person.role)
  const [link, setLink] = useState<OneTimeLinkView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  if (!act) return null
  const { title, description, button } = WORDS[act]

  async function run(): Promise<ActionState<PersonView | OneTimeLinkView>> {
    if (act === 'role') return changeRoleAction({ personId: person.id, role })
    return act === 'recover' ? recoverPersonAction({ personId: person.id }) : deactivatePersonAction({ personId: person.id })
  }

  function send() {
    startTransition(async () => {
      const done = await run().catch(() => null)
      if (done?.status === 'refused') setProblem(refusalText(done.refusal))
      else if (done?.status !== 'done') setProblem('No answer: read the list again to see whether it was done.')
      else if ('url' in done.value) setLink(done.value)
      else onClose()
    })
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`${title} ${person.name}`}
        description={description}
        footer={
          link ? (
            <Button onClick={onClose}>Done</Button>
          ) : (
            <>
              <Button variant="ghost" onClick={onClose}>
                Cancel
              </Button>
              <Button variant="primary" pending={pending} onClick={send}>
                {button}
              </Button>
            </>
          )
        }
      >
        <div className="flex flex-col gap-4">
          {problem ? (
            <Notice tone="caution" live>
              {problem}
            </Notice>
          ) : null}
          {link ? <OneTimeLink link={link} /> : null}
          {act === 'role' && !link ? (
            <RadioGroup
              legend="Role"
              name={`role-${person.id}`}
              value={role}
              onValueChange={(value) => setRole(value as Role)}
              options={ROLE_CHOICES}
            />
          ) : null}
        </div>
      </DialogContent>
    </Dialog>
  )
}
