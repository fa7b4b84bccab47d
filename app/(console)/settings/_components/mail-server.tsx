'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { MailServerView } from '@/lib/identity/notifications/contract'
import { FormDialog } from '../../_components/form-dialog'
import { removeMailServerAction, setMailServerAction, testMailAction } from '../notification-actions'

const LOST = 'No answer: read the page again before you try once more.'
const FIELDS = ['host', 'port', 'security', 'username', 'password', 'sender', 'sender_name'] as const

/** What is empty is not sent: a password that is kept stays, and a server without a sign-in has no name. */
function inputOf(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const password = String(form.get('password') ?? '')
  return {
    host: text('host'),
    port: text('port'),
    security: text('security') as MailServerView['security'],
    sender: text('sender'),
    ...(text('sender_name') ? { sender_name: text('sender_name') } : {}),
    ...(text('username') ? { username: text('username') } : {}),
    ...(password ? { password } : {}),
  }
}

export function MailServerForm({ server }: Readonly<{ server: MailServerView | null }>) {
  return (
    <FormDialog
      trigger={<Button variant={server ? 'secondary' : 'primary'}>{server ? 'Change the mail server' : 'Set up a mail server'}</Button>}
      title={server ? 'Change the mail server' : 'Set up a mail server'}
      description="Any server that speaks SMTP. Its certificate is checked; the password is sealed, and never shown again."
      send={(form) => setMailServerAction(inputOf(form))}
      act="Keep it"
      lost={LOST}
      fields={FIELDS}
    >
      {(problems) => (
        <>
          <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
            <Field label="Host" required error={problems.host}>
              <Input name="host" defaultValue={server?.host} maxLength={253} autoComplete="off" mono />
            </Field>
            <Field label="Port" required error={problems.port}>
              <Input name="port" type="number" min={1} max={65535} defaultValue={server?.port ?? 587} mono />
            </Field>
          </div>
          <Field label="Encryption" required error={problems.security} hint="STARTTLS is usual on port 587, TLS on 465. Without it only a server on this machine is used.">
            <Select name="security" defaultValue={server?.security ?? 'starttls'}>
              <option value="starttls">STARTTLS, and nothing without it</option>
              <option value="tls">TLS from the first byte</option>
              <option value="none">None: a server on this machine</option>
            </Select>
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="User name" error={problems.username} hint="Left empty: no sign-in.">
              <Input name="username" defaultValue={server?.username ?? ''} maxLength={200} autoComplete="off" />
            </Field>
            <Field label="Password" error={problems.password} hint={server?.password ? 'Left empty: the one that is kept stays.' : undefined}>
              <Input name="password" type="password" maxLength={500} autoComplete="new-password" />
            </Field>
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Sender’s address" required error={problems.sender}>
              <Input name="sender" type="email" defaultValue={server?.sender} maxLength={254} autoComplete="off" />
            </Field>
            <Field label="Sender’s name" error={problems.sender_name}>
              <Input name="sender_name" defaultValue={server?.sender_name ?? 'Lanyard'} maxLength={80} autoComplete="off" />
            </Field>
          </div>
        </>
      )}
    </FormDialog>
  )
}

export function TestMail() {
  return (
    <FormDialog
      trigger={<Button>Send a test to me</Button>}
      title="Send a test to me?"
      description="It goes to the address that you sign in with, and says nothing of anybody. The list below says what became of it."
      send={() => testMailAction()}
      act="Send it"
      lost={LOST}
    />
  )
}

export function RemoveMailServer() {
  return (
    <FormDialog
      trigger={<Button variant="ghost">Remove</Button>}
      title="Remove the mail server?"
      description="Nobody gets e-mail any more, not even of a halt that waits for a second administrator. The sealed password is deleted."
      send={() => removeMailServerAction()}
      act="Remove"
      keep="Keep it"
      lost={LOST}
    />
  )
}
