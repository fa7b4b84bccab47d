'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Textarea } from '@/components/ui/textarea'
import type { OrderView } from '@/lib/identity/containment/contract'
import { restoreOrderAction } from '../containment/actions'
import { askForApproval, NO_ANSWER } from './approval'
import { liveQueries } from './live-queries'
import { useLeaving } from './use-leaving'

const REASON_MAX = 500

/** Lifting an order is somebody else's to do, never without a reason, and approved with their passkey on the authority's page. */
export function RestoreForm({ orderId, name, incident, byPasskey }: Readonly<{ orderId: string; name: string; incident: OrderView['incident']; byPasskey: boolean }>) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState(incident?.resolved?.cause.slice(0, REASON_MAX) ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const leaving = useLeaving()
  const [pending, startTransition] = useTransition()


  function submit(event: FormEvent) {
    event.preventDefault()
    const leave = leaving.begin()
    startTransition(async () => {
      const input = { orderId, reason }
      const tried = await restoreOrderAction(input).catch(() => null)
      if (tried?.status === 'done') {
        liveQueries().setQueryData(['order', orderId], tried.value)
        return setOpen(false)
      }
      const asked = tried ? await askForApproval(tried, input, `/containment/${orderId}`).catch(() => NO_ANSWER) : NO_ANSWER
      if (asked.url !== null) leave(asked.url)
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
      <DialogContent title={`Restore ${name}`} description={`Everything this order covers may be issued tokens again. Tokens from before stay dead. ${byPasskey ? 'You approve it with your passkey on the next page.' : 'In the sample nobody has a passkey, so none is asked for.'}`}>
        <form onSubmit={submit} className="flex flex-col gap-3">
          {incident && !incident.resolved ? (
            <Notice tone="caution" title={`Incident ${incident.number} is not resolved`}>
              {incident.demanded ? 'Restoring waits until it is.' : 'Nothing here waits for it. Say below why it may act again all the same.'}
            </Notice>
          ) : null}
          <Field label="Reason" hint="What was found, and why it may act again. It stands in the ledger." required error={problem}>
            <Textarea name="reason" rows={3} minLength={3} maxLength={REASON_MAX} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending || leaving.isLeaving}>
              Restore
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
