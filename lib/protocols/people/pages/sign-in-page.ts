import { html } from 'hono/html'
import type { Html, Layout } from './layout'
import { field, hidden, notice, passkeyForm } from './pieces'

export type SignInProblem =
  | { kind: 'wrong'; with: 'password' | 'passkey' | 'recovery_code' }
  | { kind: 'stale' }
  | { kind: 'too_many_tries'; retryAfterSeconds: number }
  | { kind: 'busy' }

export type SignInPage = Readonly<{
  token: string
  /** To what, as the end of "Sign in to ...". */
  to: string
  email: string
  /** For the browser, with a challenge of this page. */
  passkey: object
  /** `recovery`: by one of the codes that a person has put away for when a passkey is lost. */
  way?: 'usual' | 'recovery'
  problem?: SignInProblem
}>

export function signInPage(page: SignInPage): Layout {
  return page.way === 'recovery' ? recoveryPage(page) : usualPage(page)
}

function usualPage({ token, to, email, passkey, problem }: SignInPage): Layout {
  return {
    title: 'Sign in',
    passkeys: true,
    main: html`<h1>Sign in</h1>
<p class="lead">to ${to}</p>
${problem ? problemNotice(problem) : ''}
<form method="post" novalidate>
${hidden(token, 'sign-in')}
${field({ name: 'email', label: 'E-mail address', type: 'email', value: email, autocomplete: 'username webauthn', focus: !email })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', focus: Boolean(email) })}
<button class="primary block">Sign in</button>
</form>
<p class="or"><span>or</span></p>
${passkeyForm({ kind: 'get', options: passkey, autofill: true, before: hidden(token, 'passkey'), button: html`<button class="block">${KEY_MARK}Use a passkey</button>` })}
<p class="aside">Passkey lost? <a href="?way=recovery">Use a recovery code</a>. Password lost? An administrator can give you a link that sets a new one.</p>`,
  }
}

function recoveryPage({ token, to, email, problem }: SignInPage): Layout {
  return {
    title: 'Recovery code',
    main: html`<h1>Use a recovery code</h1>
<p class="lead">One of the ten that you put away, to ${to}. It works once, and ends every other session of yours.</p>
${problem ? problemNotice(problem) : ''}
<form method="post" novalidate>
${hidden(token, 'recovery')}
${field({ name: 'email', label: 'E-mail address', type: 'email', value: email, autocomplete: 'username', focus: !email })}
${field({ name: 'code', label: 'Recovery code', hint: '16 letters and digits. Dashes and small letters do not matter.', autocomplete: 'off', maxlength: 40, focus: Boolean(email) })}
<button class="primary block">Use this code</button>
</form>
<p class="aside">No code left? An administrator can give you a link that sets a new password. <a href="?">Back to sign-in</a></p>`,
  }
}

/** A key in profile. */
export const KEY_MARK = html`<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><circle cx="5" cy="8" r="3.2"/><path d="M8.2 8H14.5M12 8v2.6M14.5 8v1.6"/></svg>`

function problemNotice(problem: SignInProblem): Html {
  switch (problem.kind) {
    case 'wrong':
      return WRONG[problem.with]
    case 'stale':
      return notice('This page was open for too long.', 'Nothing was changed. It is fresh now: try again.')
    case 'too_many_tries':
      return notice('Too many tries.', `Wait ${inWords(problem.retryAfterSeconds)} before the next. What you gave may be right; it was not looked at.`)
    case 'busy':
      return notice('Too many people are signing in at this moment.', 'Try again in a few seconds.')
  }
}

const WRONG = {
  password: notice('That address and password do not go together.', 'Check both, and try again.'),
  passkey: notice('That passkey does not sign anybody in here.', 'It may have been removed. Use your password, another passkey, or a recovery code.'),
  recovery_code: notice('That address and code do not go together.', 'Each code works once: check both, or take another.'),
} as const

function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
