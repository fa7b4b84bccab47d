'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { restoreOrderAction } from '../containment/actions'

/** Lifting an order is somebody else's to do, and never without a reason. */
export function RestoreForm({ orderId, name }: Readonly<{ orderId: string; name: string }>) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const queries = useQueryClient()

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const done = await restoreOrderAction({ orderId, reason }).catch(() => null)
      if (done?.status === 'done') {
        queries.setQueryData(['order', orderId], done.value)
        setOpen(false)
      } else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the order again to see whether it was lifted.')
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <span>
        <DialogTrigger asChild>
          <Button>Restore</Button>
        </DialogTrigger>
      </span>
      <DialogContent title={`Restore ${name}`} description="Everything this order covers may be issued tokens again. Tokens from before stay dead.">
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Reason" hint="What was found, and why it may act again. It stands in the ledger." required error={problem}>
            <Textarea name="reason" rows={3} minLength={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              Restore
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
