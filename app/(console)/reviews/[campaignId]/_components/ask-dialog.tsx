'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { sendsWithControlEnter } from './control-enter'
import type { WorkItem } from './work-item'

type Props = Readonly<{ item: WorkItem | null; onClose: () => void; onAsk: (item: WorkItem, of: string, question: string) => void }>

/** A question instead of a guess: to whoever answers for the agent, or asked for what it has. */
export function AskDialog({ item, onClose, onAsk }: Props) {
  const [question, setQuestion] = useState('')
  const [of, setOf] = useState(item?.askable[0]?.id ?? '')

  function send(event: FormEvent) {
    event.preventDefault()
    if (!item || question.trim().length < 3) return
    onAsk(item, of, question.trim())
    onClose()
  }

  return (
    <Dialog open={item !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {item ? (
        <DialogContent title={`Ask about ${item.agent.name}`} description="It waits for the answer, which you read here. It is on their overview at once, and in the record.">
          {item.askable.length === 0 ? (
            <p className="text-sm text-ink-2">There is nobody but you: you own and sponsor it, and asked for what it has. Give it to somebody else instead.</p>
          ) : (
            <form onSubmit={send} className="flex flex-col gap-4">
              <Field label="Question" required>
                <Textarea rows={3} minLength={3} maxLength={1000} value={question} onChange={(event) => setQuestion(event.target.value)} onKeyDown={sendsWithControlEnter} />
              </Field>
              <RadioGroup legend="Of whom" name="of" value={of} onValueChange={setOf} options={item.askable.map(({ id, name, why }) => ({ value: id, label: name, hint: why }))} />
              <div className="flex justify-end gap-2">
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" variant="primary" disabled={question.trim().length < 3}>
                  Ask
                </Button>
              </div>
            </form>
          )}
        </DialogContent>
      ) : null}
    </Dialog>
  )
}
