'use client'

import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import type { FormValues } from './document-form'

export function DetailFields() {
  const { register, formState } = useFormContext<FormValues>()
  return (
    <div className="flex flex-col gap-5">
      <Capabilities />
      <DataAccess />
      <Field label="A human decides before" hint="One a line, in words: “payments over 1,000”." error={formState.errors.required_for?.message}>
        <Textarea {...register('required_for')} rows={2} />
      </Field>
    </div>
  )
}

function Capabilities() {
  const { control, register, formState } = useFormContext<FormValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'capabilities' })
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Capabilities</legend>
      {fields.map((field, index) => {
        const errors = formState.errors.capabilities?.[index]
        return (
          <div key={field.id} className="grid items-start gap-2 border-b border-line pb-3 sm:grid-cols-[1fr_2fr_8rem_auto]">
            <Field label="Capability" required error={errors?.capability_id?.message}>
              <Input {...register(`capabilities.${index}.capability_id`)} maxLength={120} />
            </Field>
            <Field label="In words" required error={errors?.description?.message}>
              <Input {...register(`capabilities.${index}.description`)} maxLength={500} />
            </Field>
            <Field label="Risk" required>
              <Select {...register(`capabilities.${index}.risk_level`)}>
                {RISK_LEVELS.map((level) => (
                  <option key={level}>{level}</option>
                ))}
              </Select>
            </Field>
            <Remove label={`capability ${index + 1}`} onClick={() => remove(index)} />
          </div>
        )
      })}
      <Add onClick={() => append({ capability_id: '', description: '', risk_level: 'low' })}>Add a capability</Add>
    </fieldset>
  )
}

function DataAccess() {
  const { control, register, formState } = useFormContext<FormValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'data_access' })
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Data it touches</legend>
      {fields.map((field, index) => (
        <div key={field.id} className="grid items-start gap-2 border-b border-line pb-3 sm:grid-cols-[2fr_1fr_1fr_auto]">
          <Field label="Resource" required error={formState.errors.data_access?.[index]?.resource?.message}>
            <Input {...register(`data_access.${index}.resource`)} maxLength={200} />
          </Field>
          <Field label="Access" required>
            <Select {...register(`data_access.${index}.access_type`)}>
              {['read', 'write', 'delete'].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </Select>
          </Field>
          <Field label="Sensitivity" required>
            <Select {...register(`data_access.${index}.sensitivity`)}>
              {['public', 'internal', 'confidential', 'restricted'].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </Select>
          </Field>
          <Remove label={`data ${index + 1}`} onClick={() => remove(index)} />
        </div>
      ))}
      <Add onClick={() => append({ resource: '', access_type: 'read', sensitivity: 'internal' })}>Add data</Add>
    </fieldset>
  )
}

const Add = ({ onClick, children }: Readonly<{ onClick: () => void; children: string }>) => (
  <span>
    <Button size="sm" onClick={onClick}>
      <Plus aria-hidden="true" />
      {children}
    </Button>
  </span>
)

const Remove = ({ label, onClick }: Readonly<{ label: string; onClick: () => void }>) => (
  <Button variant="ghost" size="icon" aria-label={`Remove ${label}`} onClick={onClick} className="sm:mt-6">
    <X aria-hidden="true" />
  </Button>
)
