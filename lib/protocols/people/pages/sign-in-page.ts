import { html } from 'hono/html'
import type { Layout } from './layout'
import { field, hidden, notice } from './pieces'

export type SignInPage = Readonly<{
  token: string
  /** To what, as the end of "Sign in to ...". */
  to: string
  email: string
  problem?: { kind: 'wrong' } | { kind: 'too_many_tries'; retryAfterSeconds: number } | { kind: 'busy' }
}>

export function signInPage({ token, to, email, problem }: SignInPage): Layout {
  return {
    title: 'Sign in',
    main: html`<h1>Sign in</h1>
<p class="lead">to ${to}</p>
${problem ? problemNotice(problem) : ''}
<form method="post" novalidate>
${hidden(token, 'sign-in')}
${field({ name: 'email', label: 'E-mail address', type: 'email', value: email, autocomplete: 'username', focus: !email })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', focus: Boolean(email) })}
<button class="primary block">Sign in</button>
</form>
<p class="aside">Password lost? An administrator can give you a link that sets a new one.</p>`,
  }
}

function problemNotice(problem: NonNullable<SignInPage['problem']>) {
  switch (problem.kind) {
    case 'wrong':
      return notice('That address and password do not go together.', 'Check both, and try again.')
    case 'too_many_tries':
      return notice('Too many tries.', `Wait ${inWords(problem.retryAfterSeconds)} before the next. The password may be right; it was not looked at.`)
    case 'busy':
      return notice('Too many people are signing in at this moment.', 'Try again in a few seconds.')
  }
}

function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
