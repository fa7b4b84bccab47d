'use client'

import { Button } from '@/components/ui/button'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField, type PersonChoice } from '../../_components/person-field'
import { setServerOwnerAction } from '../actions'

type Props = Readonly<{ serverId: string; title: string; owner: PersonChoice | null }>

export function SetServerOwner({ serverId, title, owner }: Props) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Change who answers for ${title}`}>
          Change
        </Button>
      }
      title={`Who answers for ${title}`}
      description="A review by resource owners asks them about the agents that have most of their tools here."
      send={(form) => setServerOwnerAction({ serverId, owner: String(form.get('owner') ?? '') || null })}
      act="Save"
      lost="No answer: read the page again before you try once more."
      fields={['owner']}
    >
      {(problems) => <PersonField label="Owner" name="owner" hint="Left empty: nobody." error={problems.owner} begin={owner} />}
    </FormDialog>
  )
}
