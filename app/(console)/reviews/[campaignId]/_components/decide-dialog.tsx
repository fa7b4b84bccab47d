'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { ReviewDecision } from '@/lib/identity/reviews/contract'
import { DECISION_WORD } from '../../_components/review-words'
import { sendsWithControlEnter } from './control-enter'
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
  const [comment, setComment] = useState(asking?.comment ?? (asking?.items.length === 1 ? (asking.items[0]?.decision?.comment ?? '') : ''))
  const [decision, setDecision] = useState<ReviewDecision>(asking?.decision ?? 'keep')
  const items = asking?.items ?? []
  const name = items.length === 1 ? items[0]?.agent.name : `${items.length} agents`
  const reducible = items.every(({ unused, graced }) => unused.length > graced.length)
  const options = (['keep', 'reduce', 'remove'] as const).filter((each) => each !== 'reduce' || reducible)

  function send(event: FormEvent) {
    event.preventDefault()
    if (comment.trim().length < 3) return
    onDecide(items, decision, comment.trim())
    onClose()
  }

  return (
    <Dialog open={asking !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {asking ? (
        <DialogContent title={`Decide on ${name}`} description={asking.words ?? 'Nothing takes effect before you submit.'} size="md">
          <form onSubmit={send} className="flex flex-col gap-4">
            {items.length > 1 ? <p className="max-h-32 overflow-y-auto break-words text-sm text-ink-2">{items.map(({ agent }) => agent.name).join(', ')}</p> : null}
            <Field label="Comment" required hint="Why, for whoever reads this review later.">
              <Textarea name="comment" rows={3} minLength={3} maxLength={1000} value={comment} onChange={(event) => setComment(event.target.value)} onKeyDown={sendsWithControlEnter} />
            </Field>
            <RadioGroup legend="Decision" name="decision" inline value={decision} onValueChange={(value) => setDecision(value as ReviewDecision)} options={options.map((value) => ({ value, label: DECISION_WORD[value] }))} />
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="primary" disabled={comment.trim().length < 3}>
                Decide
              </Button>
            </div>
          </form>
        </DialogContent>
      ) : null}
    </Dialog>
  )
}
