'use client'

import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { DrawItemView } from '@/lib/identity/audit/contract'
import { FormDialog } from '../../../_components/form-dialog'
import { markAction } from '../actions'

type Props = Readonly<{ drawId: string; item: DrawItemView; onClose: () => void }>

/** What was found of one event, in words. */
export function NoteDialog({ drawId, item, onClose }: Props) {
  return (
    <FormDialog
      open
      onClose={onClose}
      title={`What was found of event ${item.number}`}
      description="It is kept with the sample and recorded; said again, the last counts."
      act="Keep it"
      lost="No answer: look at the event whether it was kept."
      fields={['note']}
      send={(form) => markAction({ drawId, number: item.number, verdict: form.get('verdict') === 'followed' ? 'followed' : 'not_followed', note: String(form.get('note') ?? '') })}
    >
      {(problems) => (
        <>
          <RadioGroup
            legend="Could it be followed to its human?"
            name="verdict"
            defaultValue={item.mark?.verdict ?? 'not_followed'}
            options={[
              { value: 'followed', label: 'Followed' },
              { value: 'not_followed', label: 'Not followed', hint: 'Say where the way ended' },
            ]}
          />
          <Field label="Note" error={problems['note']}>
            <Textarea name="note" rows={4} maxLength={1_000} defaultValue={item.mark?.note ?? ''} />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
