'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import { withdrawMandateAction } from '../agents/actions'

/** For good: the person would have to consent again. So it asks once. */
export function WithdrawMandate({ mandateId, person }: Readonly<{ mandateId: string; person: string }>) {
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function withdraw() {
    startTransition(async () => {
      const done = await withdrawMandateAction({ mandateId }).catch(() => null)
      if (done?.status === 'done') setOpen(false)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again to see whether it was withdrawn.')
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Withdraw</Button>
      </DialogTrigger>
      <DialogContent
        title={`Withdraw the mandate of ${person}?`}
        description="No token is issued under it any more, here or below. It cannot be put back: the person would have to give a new one."
        footer={
          <>
            <DialogClose asChild>
              <Button variant="ghost">Keep it</Button>
            </DialogClose>
            <Button variant="primary" pending={pending} onClick={withdraw}>
              Withdraw
            </Button>
          </>
        }
      >
        {problem ? (
          <Notice tone="caution" live>
            {problem}
          </Notice>
        ) : (
          <p className="text-sm text-ink-2">To stop the agent itself at once, use Halt.</p>
        )}
      </DialogContent>
    </Dialog>
  )
}
