'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { ApiRefusal } from '@/lib/api/client'
import { refusalText } from '@/lib/console/refusal-text'
import type { NewReceiverView } from '@/lib/identity/signals/contract'
import { addReceiverAction } from '../receiver-actions'

const LOST = 'No answer: look in the list whether it is there before you try again.'

/** Somebody else's system is told of orders: it gets a client of its own, and sets up its stream with it. */
export function AddReceiver() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Add a receiver</Button>
      </DialogTrigger>
      <DialogContent title="Add a receiver" description="A system that keeps sessions of your agents and understands shared signals (OpenID SSF, CAEP): a mail gateway, a directory, a SaaS.">
        <ReceiverForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function ReceiverForm({ onDone }: Readonly<{ onDone: () => void }>) {
  const [made, setMade] = useState<NewReceiverView | null>(null)
  const [refusal, setRefusal] = useState<ApiRefusal | { code: 'lost' } | null>(null)
  const [pending, startTransition] = useTransition()
  const fields = refusal?.code === 'invalid' ? refusal.fields : {}

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await addReceiverAction({ name: String(form.get('name')) }).catch(() => null)
      if (done?.status === 'done') setMade(done.value)
      else setRefusal(done?.status === 'refused' ? done.refusal : { code: 'lost' })
    })
  }

  if (made) return <Credential made={made} onDone={onDone} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {refusal && !fields.name ? (
        <Notice tone="caution" live>
          {refusal.code === 'lost' ? LOST : refusalText(refusal)}
        </Notice>
      ) : null}
      <Field label="Name" hint="As it stands on the board of an order." required error={fields.name}>
        <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
      </Field>
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" pending={pending}>
          Add it
        </Button>
      </div>
    </form>
  )
}

function Credential({ made, onDone }: Readonly<{ made: NewReceiverView; onDone: () => void }>) {
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="caution" title="Copy the secret now: it is shown once" live>
        With it <bdi>{made.name}</bdi> gets tokens for its own stream, and for nothing else.
      </Notice>
      <CodeBlock code={made.client_secret} label="client secret" wrap />
      <CodeBlock label="what the receiver is set up with" wrap code={`configuration   ${made.configuration}\ntoken endpoint  ${made.token_endpoint}\nclient_id       ${made.client_id}\nscope           ssf.manage ssf.read`} />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
