'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField } from '../../_components/person-field'
import { putTeamAction } from '../scim-actions'

type Props = Readonly<{ /** Left out: a new one. */ team?: { name: string; mailbox: string | null; lead: { id: string; name: string } | null } }>

/** Sets up a team, or changes one. Its name stays: agents name it. */
export function PutTeam({ team }: Props) {
  const send = (form: FormData) => {
    const [mailbox, leadId] = [String(form.get('mailbox')), String(form.get('leadId'))]
    return putTeamAction({ name: team?.name ?? String(form.get('name')), ...(mailbox ? { mailbox } : {}), ...(leadId ? { leadId: leadId as never } : {}) })
  }
  return (
    <FormDialog
      trigger={
        team ? (
          <Button variant="ghost" size="sm" aria-label={`Change ${team.name}`}>
            Change
          </Button>
        ) : (
          <Button>Set up a team</Button>
        )
      }
      title={team ? `Change ${team.name}` : 'Set up a team'}
      send={send}
      act="Save"
      lost="No answer: read the page again to see whether it was saved."
      fields={['name', 'mailbox', 'leadId']}
    >
      {(problems) => (
        <>
          {team ? null : (
            <Field label="Name" required error={problems['name']} hint="As agents’ documents name it.">
              <Input name="name" maxLength={80} autoComplete="off" />
            </Field>
          )}
          <PersonField label="Lead" name="leadId" error={problems['leadId']} hint="The person who follows last, and who is named beside the mailbox." begin={team?.lead} none="Nobody" />
          <Field label="Mailbox" error={problems['mailbox']} hint="An address that several people read. It answers for no agent.">
            <Input name="mailbox" type="email" maxLength={254} autoComplete="off" defaultValue={team?.mailbox ?? ''} />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
