'use client'

import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { TimeStamp } from '@/components/ui/time-stamp'
import { AGENT_IN_URL, SYSTEM_KINDS, TOKEN_HINTS, type SystemKind, type SystemView } from '@/lib/identity/retirement/contract'
import { FormDialog } from '../../_components/form-dialog'
import { addSystemAction, checkSystemAction, holdTokenAction, removeSystemAction } from '../actions'

const LOST = 'No answer: look in the list whether it is there before you try again.'
const KIND: Readonly<Record<SystemKind, { name: string; url: string; hint: string }>> = {
  scim: { name: 'SCIM service', url: 'Resources', hint: 'Where its resources are, such as …/scim/v2/Users. An agent is found there by its id, as externalId.' },
  oauth: { name: 'Authorization server', url: 'Revocation endpoint', hint: 'RFC 7009. Tokens that agents have from it are handed over one by one.' },
  secret_store: { name: 'Secret store', url: 'Secret', hint: `The secret’s address, with ${AGENT_IN_URL} where the agent’s id stands.` },
}
const HINT = { refresh_token: 'Refresh token', access_token: 'Access token' } as const

export function ConnectedSystems({ systems, mayCheck, mayHold, mayRemove }: Readonly<{ systems: readonly SystemView[]; mayCheck: boolean; mayHold: boolean; mayRemove: boolean }>) {
  return (
    <ul>
      {systems.map((system) => (
        <li key={system.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <bdi className="font-medium text-ink">{system.name}</bdi> <bdi className="break-all font-mono text-xs text-ink-2">{system.url}</bdi>
            <span className="mt-1 flex flex-wrap items-center gap-1.5 text-ink-3">
              <Badge tone="outline">{KIND[system.kind].name}</Badge>
              {system.kind === 'oauth' ? <span>{system.tokens === 1 ? '1 token held' : `${system.tokens} tokens held`}</span> : null}
              <span>
                by <bdi>{system.created.by}</bdi>, <TimeStamp value={system.created.at} style="date" />
              </span>
            </span>
            <Checked system={system} />
          </span>
          <span className="flex flex-wrap gap-1">
            {mayCheck ? <CheckSystem system={system} /> : null}
            {mayHold && system.kind === 'oauth' ? <HoldToken system={system} /> : null}
            {mayRemove ? <RemoveSystem system={system} /> : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function AddSystem() {
  const [kind, setKind] = useState<SystemKind>('scim')
  const send = (form: FormData) => {
    const [header, asked] = [String(form.get('header')).trim(), String(form.get('introspection_url') ?? '').trim()]
    return addSystemAction({ name: String(form.get('name')), kind, url: String(form.get('url')), ...(header ? { header } : {}), ...(asked ? { introspection_url: asked } : {}), credential: String(form.get('credential')) })
  }
  return (
    <FormDialog
      trigger={<Button>Connect a system</Button>}
      title="Connect a system"
      description="From now on an agent that is retired ends there, too. The credential is sealed, and shown to nobody."
      send={send}
      act="Connect it"
      lost={LOST}
      fields={['name', 'url', 'introspection_url', 'header', 'credential']}
    >
      {(problems) => (
        <>
          <Field label="Name" required error={problems['name']}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Kind" required>
            <Select name="kind" value={kind} onChange={(event) => setKind(SYSTEM_KINDS.find((one) => one === event.target.value) ?? 'scim')}>
              {SYSTEM_KINDS.map((one) => (
                <option key={one} value={one}>
                  {KIND[one].name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={KIND[kind].url} hint={KIND[kind].hint} required error={problems['url']}>
            <Input name="url" mono maxLength={500} autoComplete="off" spellCheck={false} placeholder="https://" />
          </Field>
          {kind === 'oauth' ? (
            <Field label="Introspection endpoint" hint="RFC 7662: asked afterwards whether a token is active. Without it, its word is all there is." error={problems['introspection_url']}>
              <Input name="introspection_url" mono maxLength={500} autoComplete="off" spellCheck={false} />
            </Field>
          ) : null}
          <Field label="Header" hint="Which header the credential is sent in. Empty: Authorization." error={problems['header']}>
            <Input name="header" mono maxLength={60} autoComplete="off" spellCheck={false} placeholder="authorization" />
          </Field>
          <Field label="Credential" hint="As it stands in that header, such as Bearer …" required error={problems['credential']}>
            <Input name="credential" type="password" mono maxLength={4_000} autoComplete="off" />
          </Field>
        </>
      )}
    </FormDialog>
  )
}

function HoldToken({ system }: Readonly<{ system: SystemView }>) {
  const send = (form: FormData) =>
    holdTokenAction({ systemId: system.id as never, agentId: String(form.get('agentId')).trim() as never, token: String(form.get('token')), hint: TOKEN_HINTS.find((one) => one === form.get('hint')) ?? 'refresh_token' })
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Hand over a token of ${system.name}`}>
          Hand over a token
        </Button>
      }
      title={`A token of ${system.name}`}
      description="One that an agent has there. It is sealed, shown to nobody, revoked when the agent is retired, and wiped then."
      send={send}
      act="Hand it over"
      lost={LOST}
      fields={['agentId', 'token']}
    >
      {(problems) => (
        <>
          <Field label="Agent" hint="Its id, as its page has it." required error={problems['agentId']}>
            <Input name="agentId" mono maxLength={36} autoComplete="off" spellCheck={false} />
          </Field>
          <Field label="Kind" required>
            <Select name="hint">
              {TOKEN_HINTS.map((one) => (
                <option key={one} value={one}>
                  {HINT[one]}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Token" required error={problems['token']}>
            <Input name="token" type="password" mono maxLength={8_000} autoComplete="off" />
          </Field>
        </>
      )}
    </FormDialog>
  )
}

function Checked({ system: { checked } }: Readonly<{ system: SystemView }>) {
  if (!checked) return <span className="mt-1 block text-ink-3">never asked whether it would do it</span>
  const at = <TimeStamp value={checked.at} style="relative" />
  if (checked.problem === null) return <span className="mt-1 block text-ink-3">asked {at}: it would do it</span>
  return (
    <span className="mt-1 block text-caution">
      asked {at}: <bdi className="break-words">{checked.problem}</bdi>
    </span>
  )
}

function CheckSystem({ system }: Readonly<{ system: SystemView }>) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Check ${system.name}`}>
          Check
        </Button>
      }
      title={`Ask ${system.name}?`}
      description="What a retirement would ask it, with the credential that is kept, of an agent that there is not. Nothing is deleted there."
      send={() => checkSystemAction({ systemId: system.id })}
      act="Ask it"
      lost="No answer: the list says when it was last asked."
    />
  )
}

function RemoveSystem({ system }: Readonly<{ system: SystemView }>) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Remove ${system.name}`}>
          Remove
        </Button>
      }
      title={`Remove ${system.name}?`}
      description="Agents that are retired from now on keep what they have there. Its credential, and tokens that were handed over, are wiped here and not revoked there."
      send={() => removeSystemAction({ systemId: system.id })}
      act="Remove"
      keep="Keep it"
      lost={LOST}
    />
  )
}
