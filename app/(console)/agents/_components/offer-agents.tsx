'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField } from '../../_components/person-field'
import { requestTransferAction } from '../actions'

type Props = Readonly<{ agents: readonly { id: string; name: string }[]; /** To whom it is not offered. */ without?: readonly string[]; disabled?: boolean }>

/** Offers one agent or many to another person; they stay where they are until that person accepts. */
export function OfferAgents({ agents, without = [], disabled = false }: Props) {
  const router = useRouter()
  const [only] = agents
  const offer = (form: FormData) =>
    requestTransferAction({ agentIds: agents.map(({ id }) => id), role: form.get('role') === 'sponsor' ? 'sponsor' : 'owner', to: String(form.get('to')), reason: String(form.get('reason')) })
  return (
    <FormDialog
      trigger={<Button disabled={disabled || agents.length === 0}>Offer to somebody</Button>}
      title={`Offer ${agents.length === 1 && only ? only.name : `${agents.length} agents`}`}
      description="Whoever it is offered to has 14 days to accept. Until then nothing changes."
      send={offer}
      onDone={() => router.refresh()}
      act="Offer"
      lost="No answer: read the page again to see whether it was offered."
    >
      <RadioGroup
        legend="As its"
        name="role"
        defaultValue="owner"
        options={[
          { value: 'owner', label: 'Owner', hint: 'Technical: runs it' },
          { value: 'sponsor', label: 'Sponsor', hint: 'The accountable human. Standing mandates end with the sponsor who gave them.' },
        ]}
      />
      <PersonField label="To" name="to" required without={without} />
      <Field label="Why" required>
        <Textarea name="reason" rows={2} minLength={3} maxLength={500} required />
      </Field>
    </FormDialog>
  )
}
