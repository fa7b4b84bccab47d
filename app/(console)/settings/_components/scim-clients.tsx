'use client'

import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { FormDialog } from '../../_components/form-dialog'
import { addScimClientAction, revokeScimClientAction } from '../scim-actions'
import { LOST, MakeDialog, ShownOnce } from './make-dialog'

export function AddScimClient() {
  return (
    <MakeDialog
      trigger="Add a client"
      title="Add a SCIM client"
      description="It may make, change and deactivate people and agents. It makes nobody an administrator, and what it drafts is for somebody else than you to approve."
      send={(form) => addScimClientAction({ name: String(form.get('name')), days: String(form.get('days')) })}
      act="Add it"
      fields={['name', 'days']}
      shown={(made) => (
        <>
          <ShownOnce what="the token">
            <bdi>{made.name}</bdi> sends it as a bearer token to the address below. What is kept here is its fingerprint.
          </ShownOnce>
          <CodeBlock code={made.base_url} label="SCIM base URL" wrap />
          <CodeBlock code={made.token} label="SCIM token" wrap />
        </>
      )}
    >
      {(problems) => (
        <>
          <Field label="Name" required error={problems.name} hint="Of the directory: the ledger calls it so.">
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Days that the token is good" required error={problems.days}>
            <Input name="days" type="number" min={1} max={730} defaultValue={365} />
          </Field>
        </>
      )}
    </MakeDialog>
  )
}

export function RevokeScimClient({ client }: Readonly<{ client: { id: string; name: string } }>) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Revoke ${client.name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${client.name}?`}
      description="Its token opens nothing from then on. What it provisioned stays, and nobody is told any more when somebody leaves."
      send={() => revokeScimClientAction({ clientId: client.id })}
      act="Revoke"
      keep="Keep it"
      lost={LOST}
    />
  )
}
