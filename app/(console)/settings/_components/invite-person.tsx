'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioGroup } from '@/components/ui/radio-group'
import { refusalText } from '@/lib/console/refusal-text'
import type { OneTimeLinkView, Role } from '@/lib/identity/access/contract'
import type { ApiRefusal } from '@/lib/api/client'
import { invitePersonAction } from '../actions'
import { OneTimeLink } from './one-time-link'
import { ROLE_CHOICES } from './role-choices'

export function InvitePerson() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Invite</Button>
      </DialogTrigger>
      <DialogContent title="Invite a person" description="You get a link that works once, to hand over yourself.">
        <InviteForm />
      </DialogContent>
    </Dialog>
  )
}

/** Apart from the dialog, so that closing it forgets the link. */
function InviteForm() {
  const [link, setLink] = useState<OneTimeLinkView | null>(null)
  const [refusal, setRefusal] = useState<ApiRefusal | { code: 'lost' } | null>(null)
  const [pending, startTransition] = useTransition()
  const fields = refusal?.code === 'invalid' ? refusal.fields : {}

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await invitePersonAction({ name: String(form.get('name')), email: String(form.get('email')), role: String(form.get('role')) as Role }).catch(() => null)
      if (done?.status === 'done') setLink(done.value)
      else setRefusal(done?.status === 'refused' ? done.refusal : { code: 'lost' })
    })
  }

  if (link)
    return (
      <div className="flex flex-col gap-4">
        <OneTimeLink link={link} />
        <DialogClose asChild>
          <Button className="self-end">Done</Button>
        </DialogClose>
      </div>
    )
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {refusal && refusal.code !== 'invalid' ? (
        <Notice tone="caution" live>
          {refusal.code === 'lost' ? 'No answer: look in the list whether the person is there before you try again.' : refusalText(refusal)}
        </Notice>
      ) : null}
      <Field label="Name" required error={fields.name}>
        <Input name="name" autoComplete="off" maxLength={80} />
      </Field>
      <Field label="Email" required error={fields.email}>
        <Input name="email" type="email" autoComplete="off" maxLength={254} />
      </Field>
      <RadioGroup legend="Role" name="role" required defaultValue="owner" options={ROLE_CHOICES} error={fields.role} />
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Make the link
        </Button>
      </div>
    </form>
  )
}
