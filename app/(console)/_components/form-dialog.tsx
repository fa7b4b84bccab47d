'use client'

import { useState, useTransition, type FormEvent, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'

type Form = Readonly<{
  /** Carries it out; the dialog closes when it is done, and says why when it is refused. */
  send: (form: FormData) => Promise<ActionState<unknown>>
  onDone?: () => void
  /** The button that does it, and the one that does not. */
  act: string
  keep?: string
  /** Where no answer came: how to find out whether it was done. */
  lost: string
  /** The fields, by their names. */
  children?: ReactNode
}>

/** One act that asks something first: a few fields, or only whether. Each opening begins anew. */
export function FormDialog({ trigger, title, description, ...form }: Form & Readonly<{ trigger: ReactNode; title: ReactNode; description?: ReactNode }>) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <FormBody {...form} onClose={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function FormBody({ send, onDone, act, keep = 'Cancel', lost, children, onClose }: Form & Readonly<{ onClose: () => void }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await send(form).catch(() => null)
      if (done?.status !== 'done') return setProblem(done?.status === 'refused' ? refusalText(done.refusal) : lost)
      onClose()
      onDone?.()
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {children}
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {keep}
        </Button>
        <Button type="submit" variant="primary" pending={pending}>
          {act}
        </Button>
      </div>
    </form>
  )
}
