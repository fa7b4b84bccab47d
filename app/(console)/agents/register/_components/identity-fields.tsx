'use client'

import { useController, useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import { PersonField, type PersonChoice } from '../../../_components/person-field'
import { RUNTIMES, type FormValues } from './document-form'

const PLATFORMS = ['custom', 'mcp_client', 'langchain', 'crewai', 'bedrock', 'copilot_studio'] as const
const RUNTIME_WORD = { managed_cloud: 'Managed cloud', on_premises: 'Our own machines', saas: 'Somebody else’s service', edge_unmanaged: 'Unmanaged devices' } as const

/** `fixedName`: of an agent that exists, whose name is kept for life. */
export function IdentityFields({ fixedName = false }: Readonly<{ fixedName?: boolean }>) {
  const { register, formState } = useFormContext<FormValues>()
  const { errors } = formState
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Name" hint={fixedName ? 'Kept for life.' : 'Letters, digits, dot, hyphen, underscore.'} required error={errors.name?.message}>
        <Input {...register('name')} readOnly={fixedName} maxLength={64} autoComplete="off" spellCheck={false} />
      </Field>
      <Field label="Version" hint="Yours, in any form." required error={errors.version?.message}>
        <Input {...register('version')} maxLength={40} autoComplete="off" />
      </Field>
      <Field label="Purpose" hint="One sentence that people read when they are asked to let it act." required error={errors.purpose?.message} className="sm:col-span-2">
        <Textarea {...register('purpose')} rows={2} maxLength={500} />
      </Field>
      <Field label="Platform" required error={errors.platform?.message}>
        <Input {...register('platform')} list="platforms" maxLength={40} autoComplete="off" />
      </Field>
      <datalist id="platforms">
        {PLATFORMS.map((platform) => (
          <option key={platform} value={platform} />
        ))}
      </datalist>
      <Field label="Where it runs" required error={errors.runtime?.message}>
        <Select {...register('runtime')}>
          {RUNTIMES.map((runtime) => (
            <option key={runtime} value={runtime}>
              {RUNTIME_WORD[runtime]}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  )
}

type AnswerProps = Readonly<{ /** Whose names are known. */ people: readonly PersonChoice[] }>

export function AnswerFields({ people }: AnswerProps) {
  const { register, formState } = useFormContext<FormValues>()
  const { errors } = formState
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Answering as="owner" label="Owner" hint="Runs it, and is called when it breaks." people={people} />
      <Answering as="sponsor" label="Sponsor" hint="Answers for what it does." people={people} />
      <Field label="Team" error={errors.team?.message}>
        <Input {...register('team')} maxLength={80} autoComplete="off" />
      </Field>
      <Field label="Risk" required error={errors.risk_level?.message}>
        <Select {...register('risk_level')}>
          {RISK_LEVELS.map((level) => (
            <option key={level}>{level}</option>
          ))}
        </Select>
      </Field>
      <Field label="Next review" hint="Left empty, the authority sets it." error={errors.next_review_at?.message}>
        <Input {...register('next_review_at')} type="date" />
      </Field>
    </div>
  )
}

/** A value that is nobody’s id stands there as it was written, and the authority says what is wrong with it. */
function Answering({ as, label, hint, people }: AnswerProps & Readonly<{ as: 'owner' | 'sponsor'; label: string; hint: string }>) {
  const { field, fieldState } = useController<FormValues, 'owner' | 'sponsor'>({ name: as })
  const begin = people.find(({ id }) => id === field.value) ?? (field.value ? { id: field.value, name: field.value } : null)
  return <PersonField label={label} hint={hint} required error={fieldState.error?.message} begin={begin} onPick={(person) => field.onChange(person?.id ?? '')} />
}
