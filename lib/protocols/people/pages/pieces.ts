import { html } from 'hono/html'
import type { Html } from './layout'

export type FieldSpec = Readonly<{
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  value?: string
  hint?: string
  error?: string | undefined
  autocomplete: string
  minlength?: number
  maxlength?: number
  focus?: boolean
}>

/** A label, what to put in, and what was wrong with it, tied together for who does not see them. */
export function field({ name, label, type = 'text', value = '', hint, error, autocomplete, minlength, maxlength = 256, focus = false }: FieldSpec): Html {
  const described = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
<span class="control"><input id="${name}" name="${name}" type="${type}" value="${type === 'password' ? '' : value}" autocomplete="${autocomplete}" maxlength="${maxlength}" required${minlength ? html` minlength="${minlength}"` : ''}${described ? html` aria-describedby="${described}"` : ''}${error ? html` aria-invalid="true"` : ''}${focus ? html` autofocus` : ''}${type === 'email' ? html` inputmode="email" spellcheck="false" autocapitalize="none"` : ''}></span>
${error ? html`<p class="error" id="${name}-error">${ALERT_MARK}<span>${error}</span></p>` : ''}
</div>`
}

export const ALERT_MARK = html`<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 .8 11.6 11H.4Z" fill="currentColor"/><path d="M6 4.4v3.2M6 8.7v1" stroke="var(--surface)" stroke-width="1.3"/></svg>`

/** A sentence that is read out when the page appears. */
export const notice = (title: string, text?: Html | string): Html =>
  html`<div class="notice" role="alert"><span class="notice-mark">${ALERT_MARK}</span><div><p class="notice-title">${title}</p>${text ? html`<p>${text}</p>` : ''}</div></div>`

/**
 * Asks the browser for a passkey when it is sent; without a script it says so. `options` are what the authority made for
 * this page, with a challenge that is good once.
 */
export const passkeyForm = ({ kind, options, autofill = false, before, button }: PasskeyForm): Html =>
  html`<form method="post" class="passkey" data-passkey="${kind}" data-options="${JSON.stringify(options)}"${autofill ? html` data-autofill` : ''}>
${before}
<input type="hidden" name="credential" value="">
${button}
<p class="hint problem" data-problem role="alert" hidden></p>
<noscript><p class="hint">A passkey needs JavaScript, which is off in this browser.</p></noscript>
</form>`

export type PasskeyForm = Readonly<{ kind: 'create' | 'get'; options: object; autofill?: boolean; before: Html; button: Html }>

/** What every form of ours carries. */
export const hidden = (token: string, action?: string): Html =>
  html`<input type="hidden" name="token" value="${token}">${action ? html`<input type="hidden" name="action" value="${action}">` : ''}`

/** Shown in UTC; the page's script puts it into the reader's own zone. */
export const moment = (date: Date): Html =>
  html`<time datetime="${date.toISOString()}">${date.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`

/** The end of a sentence that a policy began: "The password is too short." */
export const sentence = (subject: string, predicate: string): string => `${subject} ${predicate}.`
