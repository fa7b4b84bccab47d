'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Field, FieldError } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { AgentPicker } from '../../../_components/agent-picker'
import type { FormValues } from './document-form'

export function DelegateFields() {
  const { control } = useFormContext<FormValues>()
  const { field, fieldState } = useController({ control, name: 'may_delegate_to' })
  const [adding, setAdding] = useState(false)
  return (
    <div className="flex flex-col items-start gap-3">
      {field.value.length === 0 ? <p className="text-sm text-ink-2">To nobody.</p> : null}
      <ul aria-label="May pass authority on to" className="flex flex-wrap gap-1.5 empty:hidden">
        {field.value.map((agent) => (
          <li key={agent.id}>
            <Badge tone="outline">
              <bdi>{agent.name}</bdi>
              <button type="button" aria-label={`Remove ${agent.name}`} onClick={() => field.onChange(field.value.filter((each) => each.id !== agent.id))} className="-mr-1 grid size-5 place-items-center">
                <X aria-hidden="true" />
              </button>
            </Badge>
          </li>
        ))}
      </ul>
      {adding ? (
        <div className="w-full max-w-md">
          <AgentPicker
            label="Which agent?"
            autoFocus
            onPick={({ id, name }) => {
              if (!field.value.some((each) => each.id === id)) field.onChange([...field.value, { id, name }])
              setAdding(false)
            }}
          />
        </div>
      ) : (
        <Button onClick={() => setAdding(true)}>Add an agent</Button>
      )}
      {fieldState.error ? <FieldError>{fieldState.error.message ?? 'An agent is not named rightly'}</FieldError> : null}
    </div>
  )
}

export function ConsentFields() {
  const { register, formState } = useFormContext<FormValues>()
  const error = formState.errors.redirect_uris
  return (
    <Field
      label="Redirect addresses"
      hint="Where a person’s browser returns to after they consented. One a line: loopback (http://127.0.0.1/callback, any port) or https. Left empty, it acts under a standing mandate or below another agent only."
      error={error?.message ?? (Array.isArray(error) ? error.find(Boolean)?.message : undefined)}
    >
      <Textarea {...register('redirect_uris')} mono rows={2} spellCheck={false} />
    </Field>
  )
}
