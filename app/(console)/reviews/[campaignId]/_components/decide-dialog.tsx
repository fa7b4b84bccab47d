'use client'

import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { ReviewDecision } from '@/lib/identity/reviews/contract'
import { FormDialog } from '../../../_components/form-dialog'
import { DECISION_WORD } from '../../_components/review-words'
import { sendsWithControlEnter } from './control-enter'
import { textOf, WORDLESS } from './text-of'
import type { WorkItem } from './work-item'

export type Asking = Readonly<{
  items: readonly WorkItem[]
  decision: ReviewDecision
  /** Which these are, where they are several: the filter in words. */
  words?: string
  /** What would be said of all of them, as a beginning. */
  comment?: string
}>
type Props = Readonly<{ asking: Asking | null; onClose: () => void; onDecide: (items: readonly WorkItem[], decision: ReviewDecision, comment?: string) => void }>

/** A decision with its reason: one that removes, one with a comment, or the same for several. */
export function DecideDialog({ asking, onClose, onDecide }: Props) {
  if (!asking) return null
  const { items } = asking
  const [first] = items
  const reducible = items.every(({ unused, graced }) => unused.length > graced.length)
  const options = (['keep', 'reduce', 'remove'] as const).filter((each) => each !== 'reduce' || reducible)

  async function send(form: FormData) {
    const comment = textOf(form, 'comment')
    const decision = options.find((each) => each === form.get('decision'))
    if (comment === null || !decision) return WORDLESS
    onDecide(items, decision, comment)
    return { status: 'done', value: null } as const
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Decide on ${items.length === 1 ? first?.agent.name : `${items.length} agents`}`}
      description={asking.words ?? 'Nothing takes effect before you submit.'}
      send={send}
      act="Decide"
      lost="No answer: look in the list whether it is decided."
    >
      {items.length > 1 ? <p className="max-h-32 overflow-y-auto break-words text-sm text-ink-2">{items.map(({ agent }) => agent.name).join(', ')}</p> : null}
      <Field label="Comment" required hint="Why, for whoever reads this review later.">
        <Textarea name="comment" rows={3} minLength={3} maxLength={1000} onKeyDown={sendsWithControlEnter} defaultValue={asking.comment ?? (items.length === 1 ? (first?.decision?.comment ?? '') : '')} />
      </Field>
      <RadioGroup legend="Decision" name="decision" inline defaultValue={reducible || asking.decision !== 'reduce' ? asking.decision : 'keep'} options={options.map((value) => ({ value, label: DECISION_WORD[value] }))} />
    </FormDialog>
  )
}
