'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import type { ReviewDecision, ReviewItemView } from '@/lib/identity/reviews/contract'
import { submitAction } from '../../actions'

type Props = Readonly<{ campaignId: string; items: readonly ReviewItemView[]; open: boolean; onClose: () => void }>

/** The sums first; then exactly what was summed up. */
export function SubmitDialog({ campaignId, items, open, onClose }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const of = (what: ReviewDecision) => items.filter(({ decision }) => decision?.what === what)
  const tools = of('reduce').reduce((sum, { decision }) => sum + (decision?.removes.length ?? 0), 0)
  const second = items.filter((item) => item.second.needed).length

  const submit = () =>
    startTransition(async () => {
      const done = await submitAction({ campaignId, items: items.map(({ id, version }) => ({ id, version })) }).catch(() => null)
      if (done?.status === 'done') {
        setProblem(null)
        onClose()
      } else setProblem(done?.status === 'refused' ? `${refusalText(done.refusal)} Nothing was submitted.` : 'No answer: it may or may not be submitted. Load the page again.')
    })

  return (
    <Dialog open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <DialogContent
        title={`Submit ${items.length} ${items.length === 1 ? 'decision' : 'decisions'}`}
        description="After this they are final."
        footer={
          <>
            <Button onClick={onClose}>Not yet</Button>
            <Button variant="primary" pending={pending} disabled={items.length === 0} onClick={submit} autoFocus>
              Submit
            </Button>
          </>
        }
      >
        <DescriptionList
          entries={[
            { term: 'Keep', value: of('keep').length },
            { term: 'Reduce to used', value: `${of('reduce').length}, which lose ${tools} ${tools === 1 ? 'tool' : 'tools'}` },
            { term: 'Remove', value: `${of('remove').length}, suspended at once` },
            { term: 'Wait for a second person', value: second },
          ]}
        />
        {problem ? <Notice live tone="caution" className="mt-3" title={problem} /> : null}
      </DialogContent>
    </Dialog>
  )
}
