'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import type { ItemChange, ReviewDecision } from '@/lib/identity/reviews/contract'
import { BATCH_MAX } from '@/lib/identity/reviews/terms'
import { submitAction } from '../../actions'
import type { WorkItem } from './work-item'

type Props = Readonly<{ campaignId: string; items: readonly WorkItem[]; open: boolean; onClose: () => void; /** Goes to what came back. */ onLookAgain: () => void; onSubmitted: (changes: readonly ItemChange[]) => void }>

/** The sums first; then exactly what was summed up. */
export function SubmitDialog({ campaignId, items, open, onClose, onLookAgain, onSubmitted }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const [again, setAgain] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const lookAgain = useRef<HTMLButtonElement>(null)
  // What stood in the dialog had the focus, and is gone.
  useEffect(() => {
    if (again !== null) lookAgain.current?.focus()
  }, [again])
  const of = (what: ReviewDecision) => items.filter(({ decision }) => decision?.what === what)
  const tools = of('reduce').reduce((sum, { decision }) => sum + (decision?.removes.length ?? 0), 0)
  const second = items.filter((item) => item.second.needed).length

  const submit = () =>
    startTransition(async () => {
      let back = 0
      for (let start = 0; start < items.length; start += BATCH_MAX) {
        const part = items.slice(start, start + BATCH_MAX)
        const done = await submitAction({ campaignId, items: part.map(({ id, version }) => ({ id, version })) }).catch(() => null)
        if (done?.status !== 'done') {
          const rest = start > 0 ? `${start} were submitted, the rest was not.` : 'Nothing was submitted.'
          return setProblem(done?.status === 'refused' ? `${refusalText(done.refusal)} ${rest}` : 'No answer: it may or may not be submitted. Load the page again.')
        }
        back += done.value.second_look
        onSubmitted(done.value.changes)
      }
      setProblem(null)
      router.refresh()
      if (back === 0) return onClose()
      setAgain(`${back} came back to you: they were decided in haste. They stand under “Back with you”, each with why.`)
    })
  const close = () => {
    setAgain(null)
    setProblem(null)
    if (again === null) onClose()
    else onLookAgain()
  }

  if (again)
    return (
      <Dialog open={open} onOpenChange={(next) => (next ? undefined : close())}>
        <DialogContent title="A second look" footer={<Button ref={lookAgain} variant="primary" onClick={close}>Look again</Button>}>
          <Notice live tone="caution" title={again} />
        </DialogContent>
      </Dialog>
    )

  return (
    <Dialog open={open} onOpenChange={(next) => (next ? undefined : close())}>
      <DialogContent
        title={`Submit ${items.length} ${items.length === 1 ? 'decision' : 'decisions'}`}
        description="After this they are final."
        footer={
          <>
            <Button variant="ghost" onClick={close}>
              Not yet
            </Button>
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
            { term: 'Remove', value: `${of('remove').length}, suspended once it takes effect` },
            { term: 'Wait for a second person', value: second },
          ]}
        />
        {problem ? <Notice live tone="caution" className="mt-3" title={problem} /> : null}
      </DialogContent>
    </Dialog>
  )
}
