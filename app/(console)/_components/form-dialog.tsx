'use client'

import { useState, useTransition, type FormEvent, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import type { ApiRefusal } from '@/lib/api/client'
import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'

type Problems = Readonly<Record<string, string>>
type Form = Readonly<{
  /** Carries it out; the dialog closes when it is done, and says why when it is refused. */
  send: (form: FormData) => Promise<ActionState<unknown>>
  onDone?: () => void
  /** The button that does it, and the one that does not. */
  act: string
  keep?: string
  /** Where no answer came: how to find out whether it was done. */
  lost: string
  /** Fields that say themselves what was refused in them: the children are a function of that. */
  fields?: readonly string[]
  children?: ReactNode | ((problems: Problems) => ReactNode)
}>
type Frame = Readonly<{ title: ReactNode; description?: ReactNode }>
/** Opened by its own trigger, or by its owner. */
type Opening = Readonly<{ trigger: ReactNode } | { open: boolean; onClose: () => void }>

/** One act that asks something first: a few fields, or only whether. Each opening begins anew. */
export function FormDialog({ title, description, ...props }: Form & Frame & Opening) {
  const [own, setOwn] = useState(false)
  const given = 'open' in props ? props : null
  const close = given?.onClose ?? (() => setOwn(false))
  return (
    <Dialog open={given?.open ?? own} onOpenChange={(next) => (next ? setOwn(true) : close())}>
      {'trigger' in props ? <DialogTrigger asChild>{props.trigger}</DialogTrigger> : null}
      <DialogContent title={title} description={description}>
        <FormBody
          {...props}
          onCancel={close}
          onDone={() => {
            close()
            props.onDone?.()
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

/** The form alone, for a dialog that goes on after it. */
export function FormBody({ send, onDone, act, keep = 'Cancel', lost, fields = [], children, onCancel }: Form & Readonly<{ onCancel: () => void }>) {
  const [problem, setProblem] = useState<ApiRefusal | 'lost' | null>(null)
  const [pending, startTransition] = useTransition()
  const problems: Problems = problem !== null && problem !== 'lost' && problem.code === 'invalid' ? problem.fields : {}
  // What stands beside the field that it is about is not said twice.
  const isInFields = Object.keys(problems).length > 0 && Object.keys(problems).every((name) => fields.includes(name))

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const done = await send(form).catch(() => null)
      if (done?.status !== 'done') return setProblem(done?.status === 'refused' ? done.refusal : 'lost')
      onDone?.()
    })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {typeof children === 'function' ? children(problems) : children}
      {problem && !isInFields ? (
        <Notice tone="caution" live>
          {problem === 'lost' ? lost : refusalText(problem)}
        </Notice>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onCancel}>
          {keep}
        </Button>
        <Button type="submit" variant="primary" pending={pending}>
          {act}
        </Button>
      </div>
    </form>
  )
}
