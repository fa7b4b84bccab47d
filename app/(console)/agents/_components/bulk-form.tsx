'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { TagField } from '@/lib/identity/registry/contract'
import { PersonField } from '../../_components/person-field'
import type { BulkAct } from './bulk-run'

type Props = Readonly<{ kind: BulkAct['kind']; onSend: (act: BulkAct) => void; onCancel: () => void }>

export function BulkForm({ kind, onSend, onCancel }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    if (kind === 'confirm') return onSend({ kind })
    if (kind === 'offer') return onSend({ kind, role: text('role') === 'sponsor' ? 'sponsor' : 'owner', to: text('to'), reason: text('reason') })
    const [add, remove] = [tagsIn(text('add')), tagsIn(text('remove'))]
    if (!add || !remove) return setProblem('letters, digits, dot, colon, hyphen and underscore, at most 40 each')
    if (add.length + remove.length === 0) return setProblem('name a tag to add or to remove')
    onSend({ kind, add, remove: remove.filter((tag) => !add.includes(tag)) })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {kind === 'tag' ? (
        <>
          <Field label="Add" error={problem ?? undefined} hint="Several are parted by spaces.">
            <Input name="add" maxLength={400} autoComplete="off" autoFocus />
          </Field>
          <Field label="Remove">
            <Input name="remove" maxLength={400} autoComplete="off" />
          </Field>
        </>
      ) : kind === 'offer' ? (
        <>
          <RadioGroup
            legend="As their"
            name="role"
            defaultValue="owner"
            options={[
              { value: 'owner', label: 'Owner', hint: 'Technical: runs them' },
              { value: 'sponsor', label: 'Sponsor', hint: 'The accountable human. Standing mandates end with the sponsor who gave them.' },
            ]}
          />
          <PersonField label="To" name="to" required />
          <Field label="Why" required>
            <Textarea name="reason" rows={2} minLength={3} maxLength={500} required />
          </Field>
        </>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary">
          {ACTS[kind]}
        </Button>
      </div>
    </form>
  )
}

const ACTS = { tag: 'Tag', offer: 'Offer', confirm: 'Confirm' } as const

/** Null: one of them is none. */
function tagsIn(text: string): string[] | null {
  const parsed = TagField.array().safeParse(text.split(/[\s,;]+/).filter(Boolean))
  return parsed.success ? [...new Set(parsed.data)] : null
}
