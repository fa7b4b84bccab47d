'use client'

import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { isAgentKind, type ItemRow } from '@/lib/identity/discovery/contract'
import { AgentPicker } from '../../_components/agent-picker'
import { FormDialog } from '../../_components/form-dialog'
import { ignoreItemAction, mergeItemAction } from '../actions'

type Props = Readonly<{ item: ItemRow; onClose: () => void; onDone: () => void }>
const LOST = 'No answer: read the page again to see whether it was decided.'

export function IgnoreItem({ item, onClose, onDone }: Props) {
  return (
    <FormDialog
      open
      onClose={onClose}
      title={<>Ignore <bdi>{item.name}</bdi></>}
      description="It leaves the inbox, with your reason, and comes back when it changes."
      send={(form) => ignoreItemAction({ foundId: item.id, version: item.version, reason: String(form.get('reason')) })}
      onDone={onDone}
      act="Ignore it"
      lost={LOST}
      fields={['reason']}
    >
      {(problems) => (
        <Field label="Why" required error={problems.reason}>
          <Textarea name="reason" rows={2} minLength={3} maxLength={300} autoFocus />
        </Field>
      )}
    </FormDialog>
  )
}

const OTHER = 'other'

/** One that was matched, with why; or another. */
export function MergeItem({ item, servers, onClose, onDone }: Props & Readonly<{ servers: readonly { id: string; name: string }[] }>) {
  const [choice, setChoice] = useState(item.matches[0]?.id ?? OTHER)
  const [picked, setPicked] = useState<{ id: string; name: string } | null>(null)
  const isAgent = isAgentKind(item.kind)
  const kind = isAgent ? 'agent' : 'tool_server'

  async function send(form: FormData) {
    const id = choice !== OTHER ? choice : isAgent ? picked?.id : String(form.get('server') ?? '')
    if (!id) return { status: 'refused' as const, refusal: { code: 'invalid' as const, fields: { input: isAgent ? 'choose the agent that it is' : 'choose the tool server that it is' } } }
    return mergeItemAction({ foundId: item.id, version: item.version, target: { kind, id } })
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={<>Merge <bdi>{item.name}</bdi></>}
      description={isAgent ? 'It is an agent that is registered already: it leaves the inbox, and nothing of the agent changes.' : 'It is a tool server that is there already: it leaves the inbox, and nothing of the server changes.'}
      send={send}
      onDone={onDone}
      act="Merge it"
      lost={LOST}
    >
      {item.matches.length > 0 ? (
        <RadioGroup legend="It is" name="target" value={choice} onValueChange={setChoice} options={[...item.matches.map((match) => ({ value: match.id, label: match.name, hint: match.why.join(', ') })), { value: OTHER, label: 'another' }]} />
      ) : null}
      {choice !== OTHER ? null : isAgent ? (
        picked ? (
          <p className="text-sm text-ink-2">
            It is <bdi className="font-medium text-ink">{picked.name}</bdi>.
          </p>
        ) : (
          <AgentPicker label="Which agent it is" onPick={({ id, name }) => setPicked({ id, name })} />
        )
      ) : (
        <Field label="Tool server" required>
          <Select name="server" defaultValue="">
            <option value="" disabled>
              Choose a tool server
            </option>
            {servers.map((server) => (
              <option key={server.id} value={server.id}>
                {server.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </FormDialog>
  )
}
