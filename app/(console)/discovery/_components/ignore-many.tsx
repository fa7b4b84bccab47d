'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../_components/form-dialog'
import { ignoreManyAction } from '../actions'

type Filter = Readonly<Partial<Record<'kind' | 'about' | 'source' | 'match' | 'q', string | undefined>>>

/** Leaves be all that the page’s filter shows: said in words, counted, and refused when it is not that many any more. */
export function IgnoreMany({ filter, inWords, count }: Readonly<{ filter: Filter; inWords: string; count: number }>) {
  const router = useRouter()
  const things = count === 1 ? 'thing' : 'things'
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
  return (
    <FormDialog
      trigger={<Button>Ignore all {count.toLocaleString('en')}</Button>}
      title={`Ignore ${count.toLocaleString('en')} ${things}`}
      description={`What is ignored: ${inWords}, not decided. Each comes back when it changes.`}
      send={(form) => ignoreManyAction({ filter: given, count, reason: String(form.get('reason')) })}
      onDone={() => router.refresh()}
      act={`Ignore ${count.toLocaleString('en')} ${things}`}
      lost="No answer: read the page again to see what is left."
      fields={['reason']}
    >
      {(problems) => (
        <Field label="Why" required error={problems.reason}>
          <Textarea name="reason" rows={2} minLength={3} maxLength={300} />
        </Field>
      )}
    </FormDialog>
  )
}
