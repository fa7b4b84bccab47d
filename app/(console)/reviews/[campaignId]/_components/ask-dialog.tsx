'use client'

import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { FormDialog } from '../../../_components/form-dialog'
import { sendsWithControlEnter } from './control-enter'
import { textOf, WORDLESS } from './text-of'
import type { WorkItem } from './work-item'

type Props = Readonly<{ item: WorkItem | null; onClose: () => void; onAsk: (item: WorkItem, of: string, question: string) => void }>

/** A question instead of a guess: to whoever answers for the agent, or asked for what it has. */
export function AskDialog({ item, onClose, onAsk }: Props) {
  if (!item) return null
  const title = `Ask about ${item.agent.name}`
  if (item.askable.length === 0) {
    return (
      <Dialog open onOpenChange={onClose}>
        <DialogContent title={title}>
          <p className="text-sm text-ink-2">There is nobody but you: you own and sponsor it, and asked for what it has. Give it to somebody else instead.</p>
        </DialogContent>
      </Dialog>
    )
  }
  async function send(form: FormData) {
    const question = textOf(form, 'question')
    if (!item || question === null) return WORDLESS
    onAsk(item, String(form.get('of')), question)
    return { status: 'done', value: null } as const
  }
  return (
    <FormDialog open onClose={onClose} title={title} description="It waits for the answer, which you read here. It is on their overview at once, and in the record." send={send} act="Ask" lost="No answer: look whether it waits before you ask again.">
      <Field label="Question" required>
        <Textarea name="question" rows={3} minLength={3} maxLength={1000} onKeyDown={sendsWithControlEnter} />
      </Field>
      <RadioGroup legend="Of whom" name="of" defaultValue={item.askable[0]?.id} options={item.askable.map(({ id, name, why }) => ({ value: id, label: name, hint: why }))} />
    </FormDialog>
  )
}
