'use client'

import { useEffect, useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { restoreOrderAction } from '../containment/actions'
import { askForApproval, NO_ANSWER } from './approval'

/** Lifting an order is somebody else's to do, never without a reason, and approved with their passkey on the authority's page. */
export function RestoreForm({ orderId, name }: Readonly<{ orderId: string; name: string }>) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [leavingFor, setLeavingFor] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  useEffect(() => {
    if (leavingFor) location.assign(leavingFor)
  }, [leavingFor])

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const input = { orderId, reason }
      const asked = await restoreOrderAction(input)
        .then((tried) => askForApproval(tried, input, `/containment/${orderId}`))
        .catch(() => NO_ANSWER)
      if (asked.url !== null) setLeavingFor(asked.url)
      else setProblem(asked.problem)
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <span>
        <DialogTrigger asChild>
          <Button>Restore</Button>
        </DialogTrigger>
      </span>
      <DialogContent title={`Restore ${name}`} description="Everything this order covers may be issued tokens again. Tokens from before stay dead. You approve it with your passkey on the next page.">
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Reason" hint="What was found, and why it may act again. It stands in the ledger." required error={problem}>
            <Textarea name="reason" rows={3} minLength={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending || leavingFor !== null}>
              Restore
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
