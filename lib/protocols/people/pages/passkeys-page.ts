import { html } from 'hono/html'
import type { MyPasskeysView, PasskeyView } from '@/lib/identity/access'
import type { Html, Layout } from './layout'
import { hidden, moment, notice, passkeyForm } from './pieces'
import { KEY_MARK } from './sign-in-page'

export type PasskeysPage = Readonly<{
  token: string
  person: { name: string; email: string }
  mine: MyPasskeysView
  /** For the browser, with a challenge of this page. */
  registration: object
  /** What was just done, in words. */
  said?: string
  problem?: { title: string; text: string }
  /** Where the person was on their way to. */
  next: { label: string; href: string }
}>

export function passkeysPage({ token, person, mine, registration, said, problem, next }: PasskeysPage): Layout {
  const { passkeys, recovery_codes_left: left } = mine
  return {
    title: 'Your passkeys',
    width: 'wide',
    passkeys: true,
    main: html`<h1>Your passkeys</h1>
<p class="lead">${person.name}, ${person.email}. A passkey signs you in, and approves what is guarded, such as restoring a halted agent. It never leaves your device or its keychain.</p>
${said ? html`<p class="said" role="status">${said}</p>` : ''}
${problem ? notice(problem.title, problem.text) : ''}
${passkeys.length > 0 ? html`<ul class="rows">${passkeys.map((passkey) => row(token, passkey))}</ul>` : html`<p class="none">You have no passkey yet.</p>`}
<section class="part"><h2>Add a passkey</h2>
${passkeyForm({
  kind: 'create',
  options: registration,
  before: html`${hidden(token, 'register')}<label class="unseen" for="name">Name of the new passkey</label>`,
  button: html`<div class="inline"><span class="control"><input id="name" name="name" type="text" value="My device" maxlength="60" required autocomplete="off" aria-describedby="name-hint"></span><button class="primary">${KEY_MARK}Add a passkey</button></div><p class="hint" id="name-hint">The name is for you: “work laptop”, “blue security key”.</p>`,
})}</section>
<section class="part"><h2>Recovery codes</h2>
<p>${left === 0 ? 'You have none. They sign you in when your passkey and your password are out of reach.' : html`${left} of 10 left. Each signs you in once, when your passkey is lost.`}</p>
<form method="post" class="tight">${hidden(token, 'codes')}<button>${left === 0 ? 'Make recovery codes' : 'Make new ones; the old stop working'}</button></form></section>
<p class="acts"><a class="button" href="${next.href}">${next.label}</a></p>`,
  }
}

function row(token: string, { id, name, kind, created_at, last_used_at }: PasskeyView): Html {
  return html`<li><div class="row-head"><span class="name">${name}</span> <span class="quiet">${kind === 'synced' ? 'synced between your devices' : 'on one device'}</span></div>
<p class="quiet">Added ${moment(new Date(created_at))}, ${last_used_at ? html`last used ${moment(new Date(last_used_at))}` : 'not used yet'}</p>
<details><summary>Rename or remove<span class="unseen"> ${name}</span></summary>
<form method="post" class="tight inline">${hidden(token, 'rename')}<input type="hidden" name="passkey" value="${id}"><span class="control"><input name="name" type="text" value="${name}" maxlength="60" required autocomplete="off" aria-label="New name of ${name}"></span><button>Rename</button></form>
<form method="post" class="tight">${hidden(token, 'remove')}<input type="hidden" name="passkey" value="${id}"><button>Remove<span class="unseen"> ${name}</span></button></form>
</details></li>`
}

export type CodesPage = Readonly<{ codes: readonly string[]; back: string }>

export const recoveryCodesPage = ({ codes, back }: CodesPage): Layout => ({
  title: 'Recovery codes',
  main: html`<h1>Your recovery codes</h1>
<p class="lead">This is the only time they are shown. Print them, or put them into a password manager, away from the device that holds your passkey.</p>
<ol class="codes">${codes.map((code) => html`<li class="mono">${code}</li>`)}</ol>
<p>Each works once. Codes from before stopped working.</p>
<p class="acts"><a class="button" href="${back}">I have kept them</a></p>`,
})
