'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { useOnward } from '@/components/ui/use-onward'
import { refusalText } from '@/lib/console/refusal-text'
import type { SampleRowsView } from '@/lib/identity/sample/contract'
import { eraseSampleAction } from '../actions'

type Props = Readonly<{ preview: SampleRowsView; isInside: boolean }>

/** What goes, counted by what would erase it; and its name, typed. */
export function EraseSample({ preview, isInside }: Props) {
  const onward = useOnward()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function erase() {
    const goOn = onward()
    startTransition(async () => {
      const done = await eraseSampleAction({ name }).catch(() => null)
      if (done?.status === 'refused') return setProblem(refusalText(done.refusal))
      if (done?.status !== 'done') return setProblem('No answer: read this page again to see whether it was erased.')
      // Whoever is inside has just erased their own account.
      if (isInside) return location.assign('/signin')
      setOpen(false)
      goOn('/settings/people')
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Erase the sample …</Button>
      </DialogTrigger>
      <DialogContent
        title={`Erase ${preview.name}`}
        description="This cannot be undone, and it does not come back by itself."
        footer={
          <>
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button variant="primary" pending={pending} disabled={name.trim() !== preview.name} onClick={erase}>
              Erase it
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {problem ? (
            <Notice tone="caution" live>
              {problem}
            </Notice>
          ) : null}
          <DescriptionList entries={preview.rows.map(({ what, count }) => ({ term: what, value: <span className="tabular-nums">{count.toLocaleString('en')}</span> }))} />
          <p className="text-sm text-ink-2">Its agents keep working until you press the button, so the numbers may have grown by then; the record has the exact ones.</p>
          <Field label={`Type ${preview.name}`} required>
            <Input value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" spellCheck={false} />
          </Field>
        </div>
      </DialogContent>
    </Dialog>
  )
}
