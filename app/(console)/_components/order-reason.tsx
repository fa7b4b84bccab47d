'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { explainOrderAction } from '../containment/actions'
import { liveQueries } from './live-queries'

/** The reason, asked after the stop. Until it is given, its absence is shown. */
export function OrderReason({ orderId, name }: Readonly<{ orderId: string; name: string }>) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const done = await explainOrderAction({ orderId, reason }).catch(() => null)
      if (done?.status === 'done') liveQueries().setQueryData(['order', orderId], done.value)
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: the reason may not be recorded. The halt stands.')
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={`Why was ${name} stopped?`} hint="The halt did not wait for this." required error={problem}>
        <Textarea name="reason" rows={2} minLength={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Record the reason
        </Button>
      </div>
    </form>
  )
}
