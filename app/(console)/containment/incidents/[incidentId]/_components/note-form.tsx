'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import { addNoteAction } from '../../actions'

export function NoteForm({ incidentId }: Readonly<{ incidentId: string }>) {
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent) {
    event.preventDefault()
    startTransition(async () => {
      const done = await addNoteAction({ incidentId, note }).catch(() => null)
      if (done?.status === 'done') {
        setNote('')
        setProblem(null)
      } else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: look above whether the note is there.')
    })
  }

  return (
    <form onSubmit={submit} className="mt-4 flex flex-col gap-2 border-t border-line pt-4">
      <Field label="Note" hint="What you found or did. It stands in the ledger and is not changed afterwards." required error={problem}>
        <Textarea name="note" rows={3} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div>
        <Button type="submit" pending={pending}>
          Add the note
        </Button>
      </div>
    </form>
  )
}
