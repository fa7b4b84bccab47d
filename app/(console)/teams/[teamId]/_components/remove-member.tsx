'use client'

import { Button } from '@/components/ui/button'
import { FormDialog } from '../../../_components/form-dialog'
import { removeTeamMemberAction } from '../../actions'

type Props = Readonly<{ teamId: string; team: string; member: { id: string; name: string } }>

export function RemoveMember({ teamId, team, member }: Props) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Remove ${member.name}`}>
          Remove
        </Button>
      }
      title={`Remove ${member.name} from ${team}?`}
      description="What they answer for stays theirs."
      send={() => removeTeamMemberAction({ teamId: teamId as never, personId: member.id as never })}
      act="Remove"
      keep="Keep them"
      lost="No answer: look in the list whether they are there still."
    />
  )
}
