'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { FormDialog } from '../../_components/form-dialog'
import { PersonField } from '../../_components/person-field'
import { registerToolServerAction } from '../actions'

/** A command line as it is typed: words parted by spaces. What needs more belongs into a script of its own. */
const wordsOf = (line: string): string[] => line.split(/\s+/).filter(Boolean)

function register(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '')
  const [command = '', ...args] = wordsOf(text('command'))
  return registerToolServerAction({
    slug: text('slug'),
    title: text('title'),
    description: text('description'),
    ...(text('owner') ? { owner: text('owner') } : {}),
    transport: text('kind') === 'stdio' ? { kind: 'stdio', command, args } : { kind: 'http', url: text('url') },
  })
}

export function RegisterToolServer() {
  const [kind, setKind] = useState('http')
  return (
    <FormDialog
      trigger={<Button variant="primary">Add a tool server</Button>}
      title="Add a tool server"
      description="An MCP server that agents reach through the gateway alone."
      send={register}
      act="Add"
      lost="No answer: look in the list whether it is there before you try again."
      fields={['slug', 'title', 'description', 'owner', kind === 'http' ? 'transport.url' : 'transport.command']}
    >
      {(problems) => (
        <>
          <Field label="Short name" hint="Stands in scopes and in its address: lower-case letters, digits, hyphens." required error={problems.slug}>
            <Input name="slug" mono maxLength={40} autoComplete="off" />
          </Field>
          <Field label="Title" required error={problems.title}>
            <Input name="title" maxLength={80} autoComplete="off" />
          </Field>
          <Field label="What it is for" error={problems.description}>
            <Input name="description" maxLength={500} autoComplete="off" />
          </Field>
          <PersonField label="Who answers for it" name="owner" hint="A review can ask them." error={problems['owner']} />
          <RadioGroup
            legend="How the gateway reaches it"
            name="kind"
            inline
            value={kind}
            onValueChange={setKind}
            options={[
              { value: 'http', label: 'By its address' },
              { value: 'stdio', label: 'By starting a command' },
            ]}
          />
          {kind === 'http' ? (
            <Field label="Address" required error={problems['transport.url']}>
              <Input name="url" type="url" mono maxLength={500} />
            </Field>
          ) : (
            <Field label="Command" hint="Only commands that the gateway’s operator has allowed are started." required error={problems['transport.command']}>
              <Input name="command" mono maxLength={700} autoComplete="off" />
            </Field>
          )}
        </>
      )}
    </FormDialog>
  )
}
