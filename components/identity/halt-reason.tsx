'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { HaltProgress } from './halt-progress'
import type { HaltState } from './halt-state'

const USUAL = ['Behaves unlike its baseline', 'A credential may be exposed', 'Asked for by its owner', 'Acts on data it should not see'] as const
const REASON_MIN = 8
const REASON_MAX = 500

type Props = Readonly<{
  name: string
  state: HaltState
  open: boolean
  onOpenChange: (open: boolean) => void
  given: boolean
  onReason: (reason: string) => void | Promise<void>
}>

/** Asked after the stop, never before it. May be left for later; until then the gap is shown. */
export function HaltReason({ name, state, open, onOpenChange, given, onReason }: Props) {
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [sending, setSending] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    const text = reason.trim()
    if (text.length < REASON_MIN) return setError(`A reason has at least ${REASON_MIN} characters`)
    setSending(true)
    try {
      await onReason(text)
      onOpenChange(false)
    } catch {
      setError('The reason was not recorded. The halt stands.')
    } finally {
      setSending(false)
    }
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {given ? null : (
        <DialogTrigger asChild>
          <Button variant="link" size="sm">
            Give the reason
          </Button>
        </DialogTrigger>
      )}
      <DialogContent title={`Why was ${name} stopped?`} description="The halt does not wait for this.">
        <form onSubmit={submit} className="flex flex-col gap-3">
          {state.status === 'requested' || state.status === 'confirmed' ? <HaltProgress state={state} /> : null}
          <div className="flex flex-wrap gap-1.5" role="group" aria-label="Usual reasons">
            {USUAL.map((each) => (
              <Button key={each} size="sm" onClick={() => setReason(each)}>
                {each}
              </Button>
            ))}
          </div>
          <Field label="Reason" required error={error}>
            <Textarea name="reason" value={reason} maxLength={REASON_MAX} rows={3} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => onOpenChange(false)}>
              Later
            </Button>
            <Button type="submit" variant="primary" pending={sending}>
              Record the reason
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
