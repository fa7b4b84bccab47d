'use client'

import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../../_components/form-dialog'
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
  const give = (form: FormData) =>
    giveStandingMandateAction({
      agentId,
      scopes: form.getAll('scope').map(String),
      purpose: String(form.get('purpose')),
      expires_at: new Date(Date.now() + Number(form.get('days')) * DAY_MS).toISOString(),
    })
  return (
    <FormDialog
      trigger={<Button size="sm">Give standing mandate</Button>}
      title={`Standing mandate for ${name}`}
      description="It may then act by itself, and you answer for it as its sponsor. Give no more than the work needs."
      send={give}
      act="Give the mandate"
      lost="No answer: read the page again to see whether it was given."
    >
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
    </FormDialog>
  )
}
