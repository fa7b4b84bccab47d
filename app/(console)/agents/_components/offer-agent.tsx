'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField } from '../../_components/person-field'
import { requestTransferAction } from '../actions'

/** Offers an agent to another person; it stays where it is until that person accepts. */
export function OfferAgent({ agent }: Readonly<{ agent: { id: string; name: string } }>) {
  const router = useRouter()
  const offer = (form: FormData) =>
    requestTransferAction({ agentIds: [agent.id], role: form.get('role') === 'sponsor' ? 'sponsor' : 'owner', to: String(form.get('to')), reason: String(form.get('reason')) })
  return (
    <FormDialog
      trigger={<Button>Offer to somebody</Button>}
      title={`Offer ${agent.name}`}
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
      <PersonField label="To" name="to" required />
      <Field label="Why" required>
        <Textarea name="reason" rows={2} minLength={3} maxLength={500} required />
      </Field>
    </FormDialog>
  )
}
