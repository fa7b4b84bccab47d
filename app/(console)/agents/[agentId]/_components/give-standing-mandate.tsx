'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { giveStandingMandateAction } from '../../actions'

const DAY_MS = 86_400_000
const LIFETIMES = [
  { days: 1, label: '1 day' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
] as const

type Props = Readonly<{ agentId: string; name: string; scopes: readonly string[] }>

/** The sponsor answers for what the agent does when nobody asked for it: which tools, why, until when. */
export function GiveStandingMandate({ agentId, name, scopes }: Props) {
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(form.get('days'))
    startTransition(async () => {
      const done = await giveStandingMandateAction({
        agentId,
        scopes: form.getAll('scope').map(String),
        purpose: String(form.get('purpose') ?? ''),
        expires_at: new Date(Date.now() + days * DAY_MS).toISOString(),
      }).catch(() => null)
      if (done?.status === 'done') setOpen(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was given.')
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Give standing mandate</Button>
      </DialogTrigger>
      <DialogContent title={`Standing mandate for ${name}`} description="It may then act by itself, and you answer for it as its sponsor. Give no more than the work needs.">
        <form onSubmit={submit} className="flex flex-col gap-4">
          {problem ? (
            <Notice tone="caution" live>
              {problem}
            </Notice>
          ) : null}
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1 text-sm font-medium">What it may do by itself</legend>
            {scopes.map((scope) => (
              <Checkbox key={scope} name="scope" value={scope} label={<code className="break-all font-mono text-xs">{scope}</code>} />
            ))}
          </fieldset>
          <Field label="Purpose" hint="Every token under it carries this sentence." required>
            <Textarea name="purpose" rows={2} minLength={8} maxLength={500} />
          </Field>
          <Field label="For how long" required>
            <Select name="days" defaultValue="7">
              {LIFETIMES.map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Give the mandate
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
