'use client'

import { useState, type ComponentProps, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import type { ActionState } from '@/lib/console/action-state'
import { FormBody } from '../../_components/form-dialog'

export const LOST = 'No answer: look in the list whether it is there before you try again.'

type Make<Made> = Pick<ComponentProps<typeof FormBody>, 'act' | 'fields' | 'children'> &
  Readonly<{
    send: (form: FormData) => Promise<ActionState<Made>>
    /** What was made, with what is shown of it now and never again. */
    shown: (made: Made) => ReactNode
  }>

/** Something is made in a dialog, which then shows what belongs to it: a secret, and how it is used. */
export function MakeDialog<Made>({ trigger, title, description, ...make }: Make<Made> & Readonly<{ trigger: string; title: string; description: string }>) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>{trigger}</Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        <MakeBody {...make} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

/** Apart from the dialog, so that closing it forgets what was shown. */
function MakeBody<Made>({ send, shown, onDone, ...form }: Make<Made> & Readonly<{ onDone: () => void }>) {
  const [made, setMade] = useState<Readonly<{ value: Made }> | null>(null)
  if (made)
    return (
      <div className="flex flex-col gap-3">
        {shown(made.value)}
        <div className="flex justify-end">
          <Button variant="primary" onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    )
  const sendAndShow = async (data: FormData) => {
    const done = await send(data)
    if (done.status === 'done') setMade(done)
    return done
  }
  return <FormBody {...form} send={sendAndShow} lost={LOST} onCancel={onDone} />
}

/** Said above what can be copied this once. */
export function ShownOnce({ what, children }: Readonly<{ what: 'it' | 'the secret' | 'the token'; children: ReactNode }>) {
  return (
    <Notice tone="caution" title={`Copy ${what} now: it is shown once`} live>
      {children}
    </Notice>
  )
}
