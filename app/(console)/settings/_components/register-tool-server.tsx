'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioGroup } from '@/components/ui/radio-group'
import type { ApiRefusal } from '@/lib/api/client'
import { refusalText } from '@/lib/console/refusal-text'
import { registerToolServerAction } from '../actions'

/** A command line as it is typed: words parted by spaces. What needs more belongs into a script of its own. */
const wordsOf = (line: string): string[] => line.split(/\s+/).filter(Boolean)

export function RegisterToolServer() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Add a tool server</Button>
      </DialogTrigger>
      <DialogContent title="Add a tool server" description="An MCP server that agents reach through the gateway alone.">
        <ToolServerForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function ToolServerForm({ onDone }: Readonly<{ onDone: () => void }>) {
  const [kind, setKind] = useState<'http' | 'stdio'>('http')
  const [refusal, setRefusal] = useState<ApiRefusal | { code: 'lost' } | null>(null)
  const [pending, startTransition] = useTransition()
  const fields = refusal?.code === 'invalid' ? refusal.fields : {}

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [command = '', ...args] = wordsOf(String(form.get('command') ?? ''))
    startTransition(async () => {
      const done = await registerToolServerAction({
        slug: String(form.get('slug')),
        title: String(form.get('title')),
        description: String(form.get('description')),
        transport: kind === 'http' ? { kind, url: String(form.get('url')) } : { kind, command, args },
      }).catch(() => null)
      if (done?.status === 'done') onDone()
      else setRefusal(done?.status === 'refused' ? done.refusal : { code: 'lost' })
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {refusal ? (
        <Notice tone="caution" live>
          {refusal.code === 'lost' ? 'No answer: look in the list whether it is there before you try again.' : refusalText(refusal)}
        </Notice>
      ) : null}
      <Field label="Short name" hint="Stands in scopes and in its address: lower-case letters, digits, hyphens." required error={fields.slug}>
        <Input name="slug" mono maxLength={40} autoComplete="off" />
      </Field>
      <Field label="Title" required error={fields.title}>
        <Input name="title" maxLength={80} autoComplete="off" />
      </Field>
      <Field label="What it is for" error={fields.description}>
        <Input name="description" maxLength={500} autoComplete="off" />
      </Field>
      <RadioGroup
        legend="How the gateway reaches it"
        name="kind"
        inline
        value={kind}
        onValueChange={(value) => setKind(value === 'stdio' ? 'stdio' : 'http')}
        options={[
          { value: 'http', label: 'By its address' },
          { value: 'stdio', label: 'By starting a command' },
        ]}
      />
      {kind === 'http' ? (
        <Field label="Address" required error={fields['transport.url']}>
          <Input name="url" type="url" mono maxLength={500} />
        </Field>
      ) : (
        <Field label="Command" hint="Only commands that the gateway’s operator has allowed are started." required error={fields['transport.command']}>
          <Input name="command" mono maxLength={700} autoComplete="off" />
        </Field>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" pending={pending}>
          Add
        </Button>
      </div>
    </form>
  )
}
