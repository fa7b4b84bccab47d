'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { CopyId } from '@/components/ui/copy-id'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { ApiRefusal } from '@/lib/api/client'
import { MODES, type HookView, type Mode } from '@/lib/identity/containment/contract'
import { FormDialog } from '../../_components/form-dialog'
import { addHookAction, removeHookAction } from '../actions'

const MODE: Readonly<Record<Mode, string>> = { suspend: 'Suspended', strip: 'Stripped', quarantine: 'Quarantined', kill: 'Killed' }
const AT_FIRST: readonly Mode[] = ['suspend', 'quarantine', 'kill']
const LOST = 'No answer: look in the list whether it is there before you try again.'

export function RuntimeHooks({ hooks, mayChange }: Readonly<{ hooks: readonly HookView[]; mayChange: boolean }>) {
  return (
    <div className="flex flex-col">
      <ul>
        {hooks.map((hook) => (
          <li key={hook.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
            <span className="min-w-0">
              <bdi className="font-medium text-ink">{hook.name}</bdi> <span className="break-all font-mono text-xs text-ink-2">{hook.url}</span> <CopyId value={hook.id} label="hook id, the audience of its calls" />
              <span className="mt-1 flex flex-wrap items-center gap-1.5 text-ink-3">
                {hook.modes.map((mode) => (
                  <Badge key={mode} tone="outline">
                    {MODE[mode].toLowerCase()}
                  </Badge>
                ))}
                <span>
                  by <bdi>{hook.created.by}</bdi>, <TimeStamp value={hook.created.at} style="date" />
                </span>
              </span>
            </span>
            {mayChange ? (
              <FormDialog
                trigger={
                  <Button variant="ghost" size="sm" aria-label={`Remove ${hook.name}`}>
                    Remove
                  </Button>
                }
                title={`Remove ${hook.name}?`}
                description="It is told of no further order: what an agent runs in goes on until somebody else stops it. What it was still owed ends as failed."
                send={() => removeHookAction({ hookId: hook.id })}
                act="Remove"
                keep="Keep it"
                lost={LOST}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

export function AddHook() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Add a runtime hook</Button>
      </DialogTrigger>
      <DialogContent title="Add a runtime hook" description="Called after an order has committed, with a signed notice of whom it covers: a program of yours, or lanyard hooks run beside what it stops. 2xx is its receipt; anything else is tried again, eight times in all.">
        <HookForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function HookForm({ onDone }: Readonly<{ onDone: () => void }>) {
  const [modes, setModes] = useState<readonly Mode[]>(AT_FIRST)
  const [refusal, setRefusal] = useState<ApiRefusal | { code: 'lost' } | null>(null)
  const [pending, startTransition] = useTransition()
  const fields = refusal?.code === 'invalid' ? refusal.fields : {}

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await addHookAction({ name: String(form.get('name')), url: String(form.get('url')), modes: [...modes] }).catch(() => null)
      if (done?.status === 'done') onDone()
      else setRefusal(done?.status === 'refused' ? done.refusal : { code: 'lost' })
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {refusal ? (
        <Notice tone="caution" live>
          {refusal.code === 'lost' ? LOST : refusalText(refusal)}
        </Notice>
      ) : null}
      <Field label="Name" hint="As it stands on the board of an order." required error={fields.name}>
        <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
      </Field>
      <Field label="Address" hint="It verifies Lanyard-Signature with the issuer’s published keys. No password belongs here." required error={fields.url}>
        <Input name="url" type="url" mono maxLength={500} autoComplete="off" placeholder="https://" />
      </Field>
      <fieldset>
        <legend className="pb-1 text-sm font-medium text-ink">Told when something is</legend>
        <div className="flex flex-col gap-1.5">
          {MODES.map((mode) => (
            <Checkbox key={mode} checked={modes.includes(mode)} onChange={(event) => setModes(event.target.checked ? [...modes, mode] : modes.filter((one) => one !== mode))} label={MODE[mode]} />
          ))}
        </div>
      </fieldset>
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" pending={pending} disabled={modes.length === 0}>
          Add it
        </Button>
      </div>
    </form>
  )
}
