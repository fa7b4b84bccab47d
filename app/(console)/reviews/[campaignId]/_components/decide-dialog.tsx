'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { ReviewDecision, ReviewItemView } from '@/lib/identity/reviews/contract'
import { DECISION_WORD } from '../../_components/review-words'

export type Asking = Readonly<{ items: readonly ReviewItemView[]; decision: ReviewDecision }>
type Props = Readonly<{ asking: Asking | null; onClose: () => void; onDecide: (items: readonly ReviewItemView[], decision: ReviewDecision, comment?: string) => void }>

/** A decision with its reason: one that removes, one with a comment, or the same for several. */
export function DecideDialog({ asking, onClose, onDecide }: Props) {
  const [comment, setComment] = useState(asking?.items.length === 1 ? (asking.items[0]?.decision?.comment ?? '') : '')
  const [decision, setDecision] = useState<ReviewDecision>(asking?.decision ?? 'keep')
  const items = asking?.items ?? []
  const name = items.length === 1 ? items[0]?.agent.name : `${items.length} agents`
  const reducible = items.every(({ unused }) => unused.length > 0)
  const options = (['keep', 'reduce', 'remove'] as const).filter((each) => each !== 'reduce' || reducible)

  function send(event: FormEvent) {
    event.preventDefault()
    onDecide(items, decision, comment.trim())
    onClose()
  }

  return (
    <Dialog open={asking !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {asking ? (
        <DialogContent title={`Decide on ${name}`} description={items.length > 1 ? items.map(({ agent }) => agent.name).join(', ') : 'Nothing takes effect before you submit.'} size="md">
          <form onSubmit={send} className="flex flex-col gap-4">
            <Field label="Comment" required hint="Why, for whoever reads this review later.">
              <Textarea
                name="comment"
                rows={3}
                minLength={3}
                maxLength={1000}
                value={comment}
                onChange={(event) => setComment(event.target.value)}
                onKeyDown={(event) => (event.key === 'Enter' && (event.ctrlKey || event.metaKey) ? event.currentTarget.form?.requestSubmit() : undefined)}
              />
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
