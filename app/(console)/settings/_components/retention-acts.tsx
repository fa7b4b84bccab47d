'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RETENTION_DAYS_MAX, RETENTION_DAYS_MIN } from '@/lib/identity/ledger/retention-contract'
import { FormDialog } from '../../_components/form-dialog'
import { holdLedgerAction, releaseLedgerAction, setRetentionAction } from '../retention-actions'

const LOST = 'No answer: look on the page whether it was done before you try again.'

export function RetentionActs({ days, isHeld }: Readonly<{ days: number; isHeld: boolean }>) {
  return (
    <span className="flex flex-wrap gap-1">
      <FormDialog
        trigger={<Button size="sm">Change the retention</Button>}
        title="How long do entries stay in the database?"
        description={`What is older is written to signed files first, and leaves by the quarter. ${RETENTION_DAYS_MIN} days, half a year, at the least. It is recorded.`}
        send={(form) => setRetentionAction({ days: String(form.get('days')) })}
        act="Change it"
        lost={LOST}
        fields={['days']}
      >
        {(problems) => (
          <Field label="Days" required error={problems['days']}>
            <Input name="days" type="number" inputMode="numeric" min={RETENTION_DAYS_MIN} max={RETENTION_DAYS_MAX} defaultValue={days} autoComplete="off" />
          </Field>
        )}
      </FormDialog>
      {isHeld ? (
        <FormDialog
          trigger={<Button variant="ghost" size="sm">Lift the hold</Button>}
          title="Lift the hold?"
          description="What is older than the retention, and archived, then leaves the database. It is recorded."
          send={() => releaseLedgerAction()}
          act="Lift it"
          keep="Keep it"
          lost={LOST}
        />
      ) : (
        <FormDialog
          trigger={<Button variant="ghost" size="sm">Hold the ledger</Button>}
          title="Hold the ledger?"
          description="Nothing leaves the database, however old, until somebody lifts the hold. It is recorded."
          send={(form) => holdLedgerAction({ reason: String(form.get('reason')) })}
          act="Hold it"
          lost={LOST}
          fields={['reason']}
        >
          {(problems) => (
            <Field label="Reason" required error={problems['reason']}>
              <Input name="reason" minLength={3} maxLength={200} autoComplete="off" />
            </Field>
          )}
        </FormDialog>
      )}
    </span>
  )
}
