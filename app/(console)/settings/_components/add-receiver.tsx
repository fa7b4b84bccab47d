'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { addReceiverAction } from '../receiver-actions'
import { MakeDialog, ShownOnce } from './make-dialog'

/** Somebody else's system is told of orders: it gets a client of its own, and sets up its stream with it. */
export function AddReceiver() {
  return (
    <MakeDialog
      trigger="Add a receiver"
      title="Add a receiver"
      description="A system that keeps sessions of your agents and understands shared signals (OpenID SSF, CAEP): a mail gateway, a directory, a SaaS."
      send={(form) => addReceiverAction({ name: String(form.get('name')) })}
      act="Add it"
      fields={['name']}
      shown={(made) => (
        <>
          <ShownOnce what="the secret">
            With it <bdi>{made.name}</bdi> gets tokens for its own stream, and for nothing else.
          </ShownOnce>
          <CodeBlock code={made.client_secret} label="client secret" wrap />
          <CodeBlock label="what the receiver is set up with" wrap code={`configuration   ${made.configuration}\ntoken endpoint  ${made.token_endpoint}\nclient_id       ${made.client_id}\nscope           ssf.manage ssf.read`} />
        </>
      )}
    >
      {(problems) => (
        <Field label="Name" hint="As it stands on the board of an order." required error={problems.name}>
          <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
        </Field>
      )}
    </MakeDialog>
  )
}
