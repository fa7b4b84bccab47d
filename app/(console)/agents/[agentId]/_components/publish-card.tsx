'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { publishCardAction, withdrawCardAction } from '../../actions'
import { FormDialog } from '../../../_components/form-dialog'

type Agent = Readonly<{ id: string; name: string }>

export function PublishCard({ agent, url, published }: Readonly<{ agent: Agent; url: string | null; published: boolean }>) {
  return (
    <FormDialog
      trigger={<Button variant="ghost">{published ? 'Change address' : 'Publish'}</Button>}
      title={published ? `Where ${agent.name} answers` : `Publish the card of ${agent.name}?`}
      description="Anybody who knows the address of the card can then read that this agent is there, what it is for and what it can do."
      send={(form) => publishCardAction({ agentId: agent.id, url: String(form.get('url')) })}
      act={published ? 'Save' : 'Publish'}
      lost="No answer: read the page again to see whether it was published."
      fields={['url']}
    >
      {(problems) => (
        <Field label="Where it answers A2A calls" hint="An https address. It is written into the card; nothing connects to it." error={problems['url']} required>
          <Input name="url" type="url" defaultValue={url ?? ''} placeholder="https://agent.example.com/a2a" />
        </Field>
      )}
    </FormDialog>
  )
}

export function WithdrawCard({ agent }: Readonly<{ agent: Agent }>) {
  return (
    <FormDialog
      trigger={<Button variant="ghost">Withdraw</Button>}
      title={`Withdraw the card of ${agent.name}?`}
      description="Its address answers as if it had never been. Copies that others took stay with them."
      send={() => withdrawCardAction({ agentId: agent.id })}
      act="Withdraw"
      keep="Keep it"
      lost="No answer: read the page again to see whether it was withdrawn."
    />
  )
}
