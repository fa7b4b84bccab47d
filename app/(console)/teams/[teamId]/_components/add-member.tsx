'use client'

import { Button } from '@/components/ui/button'
import { FormDialog } from '../../../_components/form-dialog'
import { PersonField } from '../../../_components/person-field'
import { addTeamMemberAction } from '../../actions'

export function AddMember({ teamId, without }: Readonly<{ teamId: string; without: readonly string[] }>) {
  return (
    <FormDialog
      trigger={<Button>Add somebody</Button>}
      title="Add somebody to the team"
      send={(form) => addTeamMemberAction({ teamId: teamId as never, personId: String(form.get('personId')) as never })}
      act="Add"
      lost="No answer: look in the list whether they are there before you try again."
      fields={['personId']}
    >
      {(problems) => <PersonField label="Who" name="personId" required error={problems['personId']} without={without} />}
    </FormDialog>
  )
}
