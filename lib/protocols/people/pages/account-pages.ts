import { html } from 'hono/html'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/lib/identity/access'
import type { Layout } from './layout'
import { field, hidden, moment, notice, sentence } from './pieces'

type Fields = Record<string, string>
const HINT = `${PASSWORD_LENGTH_MIN} characters or more. A few unrelated words are easy to keep and hard to guess.`

const passwordField = (errors: Fields, focus: boolean) =>
  field({
    name: 'password',
    label: 'Password',
    type: 'password',
    hint: HINT,
    autocomplete: 'new-password',
    minlength: PASSWORD_LENGTH_MIN,
    maxlength: PASSWORD_LENGTH_MAX * 2, // composed characters are counted after they are put together
    error: errors.password && sentence('The password', errors.password),
    focus,
  })

const summary = (errors: Fields) => (Object.keys(errors).length > 0 ? notice('Nothing was saved yet.', 'See what is marked below.') : '')

export type WelcomePage = Readonly<{ token: string; name: string; email: string; errors: Fields; /** Whether a mail server is set up. */ hasMail: boolean }>

export function welcomePage({ token, name, email, errors, hasMail }: WelcomePage): Layout {
  const first = ['name', 'email', 'password'].find((field) => field in errors) ?? 'name'
  return {
    title: 'Welcome',
    main: html`<h1>Welcome to Lanyard</h1>
<p class="lead">Nobody runs this installation yet. You become its first administrator: you can invite people, register agents and halt them.</p>
${summary(errors)}
<form method="post" novalidate>
${hidden(token)}
${field({ name: 'name', label: 'Your name', value: name, hint: 'As it will stand in the record beside what you do.', autocomplete: 'name', maxlength: 80, error: errors.name && 'Give a name of 1 to 80 characters, in one line.', focus: first === 'name' })}
${field({ name: 'email', label: 'E-mail address', type: 'email', value: email, hint: hasMail ? 'You sign in with it. What waits for you is sent to it by e-mail.' : 'You sign in with it. No mail server is set up, so nothing is sent to it.', autocomplete: 'username', maxlength: 254, error: errors.email && sentence('The address', errors.email), focus: first === 'email' })}
${passwordField(errors, first === 'password')}
<button class="primary block">Create the administrator</button>
</form>`,
  }
}

export type PasswordPage = Readonly<{
  token: string
  kind: 'invite' | 'recovery'
  tenantName: string
  person: { name: string; email: string; role: string }
  createdBy: string | null
  expiresAt: Date
  errors: Fields
}>

const WHAT_ROLES_DO: Record<string, string> = {
  admin: 'Administrator: people, agents, tool servers, halting and restoring.',
  owner: 'Owner: registers agents and answers for them, halts and restores.',
  analyst: 'Analyst: reads everything, halts agents.',
  auditor: 'Auditor: reads everything, changes nothing.',
}

export function passwordPage({ token, kind, person, createdBy, tenantName, expiresAt, errors }: PasswordPage): Layout {
  const invited = kind === 'invite'
  return {
    title: invited ? 'Your invitation' : 'New password',
    main: html`<h1>${invited ? html`Welcome, ${person.name}` : html`Set a new password`}</h1>
<p class="lead">${invited ? html`${createdBy ?? 'An administrator'} invited you to ${tenantName}. Choose a password, and you are in.` : html`${createdBy ?? 'An administrator'} made this link for you. What was signed in with the old password ends.`}</p>
<dl class="facts">
<div><dt>You sign in as</dt><dd>${person.email}</dd></div>
${invited ? html`<div><dt>Your role</dt><dd>${WHAT_ROLES_DO[person.role] ?? person.role}</dd></div>` : ''}
<div><dt>This link works once, until</dt><dd>${moment(expiresAt)}</dd></div>
</dl>
${summary(errors)}
<form method="post" novalidate>
${hidden(token)}
<span class="unseen"><input type="email" name="username" value="${person.email}" autocomplete="username" readonly tabindex="-1" aria-hidden="true"></span>
${passwordField(errors, true)}
<button class="primary block">${invited ? 'Set the password and go in' : 'Set the new password'}</button>
</form>`,
  }
}
