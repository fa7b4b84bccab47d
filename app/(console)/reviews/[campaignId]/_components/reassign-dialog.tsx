'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import type { Independence } from '@/lib/identity/reviews/contract'
import { PersonField } from '../../../_components/person-field'
import { sendsWithControlEnter } from './control-enter'
import type { WorkItem } from './work-item'

type Item = Pick<WorkItem, 'id' | 'version' | 'agent' | 'reviewer' | 'requesters'>
type Props = Readonly<{ item: Item | null; independence: Independence; onClose: () => void; onReassign: (item: Item, to: string, note: string) => void }>

/** Gives an item to somebody else, who decides anew; it says what that does to its independence before it is done. */
export function ReassignDialog({ item, independence, onClose, onReassign }: Props) {
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const asked = (id: string) => item?.requesters.includes(id) ?? false
  const barred = (id: string) => independence === 'strict' && asked(id)

  function send(event: FormEvent) {
    event.preventDefault()
    if (!item || to === '' || note.trim().length < 3) return
    onReassign(item, to, note.trim())
    onClose()
  }

  return (
    <Dialog open={item !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {item ? (
        <DialogContent title={`Give ${item.agent.name} to somebody else`} description="They decide anew: a decision that was not submitted is dropped. What needed a second person still does.">
          <form onSubmit={send} className="flex flex-col gap-4">
            <PersonField
              label="To"
              required
              hint={independence === 'strict' ? 'Nobody who asked for what it has: this review says so.' : undefined}
              without={[item.reviewer.id]}
              noteOf={(id) => (asked(id) ? 'asked for what it has' : undefined)}
              barred={barred}
              onPick={(person) => setTo(person?.id ?? '')}
            />
            {to !== '' && asked(to) ? <p className="text-sm text-caution">They asked for what it has, so a second person will have to certify what they decide.</p> : null}
            <Field label="Why" required hint="For them, and for the record.">
              <Textarea rows={2} minLength={3} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} onKeyDown={sendsWithControlEnter} />
            </Field>
            <div className="flex justify-end gap-2">
              <Button variant="ghost" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" variant="primary" disabled={to === '' || note.trim().length < 3}>
                Reassign
              </Button>
            </div>
          </form>
        </DialogContent>
      ) : null}
    </Dialog>
  )
}
