'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { NewScimClientView } from '@/lib/identity/access/contract'
import { FormBody, FormDialog } from '../../_components/form-dialog'
import { addScimClientAction, revokeScimClientAction } from '../scim-actions'

const LOST = 'No answer: look in the list whether it is there before you try again.'

export function AddScimClient() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Add a client</Button>
      </DialogTrigger>
      <DialogContent title="Add a SCIM client" description="It may make, change and deactivate people and agents. It makes nobody an administrator, and what it drafts is for somebody else than you to approve.">
        <AddBody onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function AddBody({ onDone }: Readonly<{ onDone: () => void }>) {
  const [made, setMade] = useState<NewScimClientView | null>(null)
  if (made)
    return (
      <div className="flex flex-col gap-3">
        <Notice tone="caution" title="Copy the token now: it is shown once" live>
          <bdi>{made.name}</bdi> sends it as a bearer token to the address below. What is kept here is its fingerprint.
        </Notice>
        <CodeBlock code={made.base_url} label="SCIM base URL" wrap />
        <CodeBlock code={made.token} label="SCIM token" wrap />
        <div className="flex justify-end">
          <Button variant="primary" onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    )
  const send = async (form: FormData) => {
    const done = await addScimClientAction({ name: String(form.get('name')), days: String(form.get('days')) })
    if (done.status === 'done') setMade(done.value)
    return done
  }
  return (
    <FormBody send={send} act="Add it" lost={LOST} fields={['name', 'days']} onCancel={onDone}>
      {(problems) => (
        <>
          <Field label="Name" required error={problems.name} hint="Of the directory: the ledger calls it so.">
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Days that the token is good" required error={problems.days}>
            <Input name="days" type="number" min={1} max={730} defaultValue={365} />
          </Field>
        </>
      )}
    </FormBody>
  )
}

export function RevokeScimClient({ client }: Readonly<{ client: { id: string; name: string } }>) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Revoke ${client.name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${client.name}?`}
      description="Its token opens nothing from then on. What it provisioned stays, and nobody is told any more when somebody leaves."
      send={() => revokeScimClientAction({ clientId: client.id })}
      act="Revoke"
      keep="Keep it"
      lost={LOST}
    />
  )
}
