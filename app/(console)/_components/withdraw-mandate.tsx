'use client'

import { Button } from '@/components/ui/button'
import { withdrawMandateAction } from '../agents/actions'
import { FormDialog } from './form-dialog'

/** For good: the person would have to consent again. So it asks once. */
export function WithdrawMandate({ mandateId, person }: Readonly<{ mandateId: string; person: string }>) {
  return (
    <FormDialog
      trigger={<Button size="sm">Withdraw</Button>}
      title={`Withdraw the mandate of ${person}?`}
      description="No token is issued under it any more, here or below. It cannot be put back: the person would have to give a new one."
      send={() => withdrawMandateAction({ mandateId })}
      act="Withdraw"
      keep="Keep it"
      lost="No answer: read the page again to see whether it was withdrawn."
    >
      <p className="text-sm text-ink-2">To stop the agent itself at once, use Halt.</p>
    </FormDialog>
  )
}
