'use client'

import { useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { FormValues } from '../../../register/_components/document-form'

/** An empty field says nothing, and is left out of the document. */
const orNothing = { setValueAs: (value: string) => value || undefined }

export function ControlFields() {
  const { register } = useFormContext<FormValues>()
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Code digest" hint="As its runs present it: lanyard_code_digest.">
        <Input {...register('carried.attestation.code_digest', orNothing)} maxLength={200} spellCheck={false} />
      </Field>
      <Field label="Configuration digest" hint="As its runs present it: lanyard_config_digest.">
        <Input {...register('carried.attestation.config_digest', orNothing)} maxLength={200} spellCheck={false} />
      </Field>
      <Field label="When a run presents another, or none">
        <Select {...register('carried.attestation.on_mismatch', orNothing)}>
          <option value="">Compare only what is presented</option>
          <option value="record">Record a finding</option>
          <option value="refuse">Record a finding and refuse the token</option>
        </Select>
      </Field>
      <Field label="When this revision comes into force">
        <Select {...register('carried.earlier_tokens', orNothing)}>
          <option value="">Tokens within it live on</option>
          <option value="end">All tokens from before end</option>
        </Select>
      </Field>
    </div>
  )
}
