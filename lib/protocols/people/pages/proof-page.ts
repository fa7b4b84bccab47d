import { html } from 'hono/html'
import type { ProofRequest } from '@/lib/identity/access'
import type { Layout } from './layout'
import { hidden, moment, notice, passkeyForm } from './pieces'
import { KEY_MARK } from './sign-in-page'

export type ProofPage = Readonly<{
  token: string
  request: ProofRequest
  /** What the browser needs, with a challenge made of this act; null for somebody who has no passkey yet. */
  ask: { nonce: string; options: object } | null
  registerUrl: string
  /** Where the browser goes without an approval. */
  backUrl: string
  problem?: { title: string; text: string }
}>

/** What is approved, in words, before the one button: nothing on it comes from whoever asked. */
export function proofPage({ token, request, ask, registerUrl, backUrl, problem }: ProofPage): Layout {
  const { person, summary, digest, expiresAt } = request
  return {
    title: 'Approve',
    width: 'wide',
    passkeys: ask !== null,
    main: html`<h1>${ask ? 'Approve this with your passkey?' : 'You need a passkey for this'}</h1>
<p class="lead">${person.name}, at ${person.tenantName}</p>
${problem ? notice(problem.title, problem.text) : ''}
<section class="why"><h2>What is done in your name</h2><p class="purpose">${summary}</p><p class="quiet">Exactly this, once, and within five minutes of your approval. It is recorded with the passkey that approved it.</p></section>
${
  ask
    ? html`${passkeyForm({
        kind: 'get',
        options: ask.options,
        before: html`${hidden(token, 'approve')}<input type="hidden" name="nonce" value="${ask.nonce}">`,
        button: html`<div class="acts"><button class="primary">${KEY_MARK}Approve with your passkey</button> <a class="button" href="${backUrl}">Do not approve</a></div>`,
      })}
<p class="aside">Passkey lost? <a href="${registerUrl}">Sign in with a recovery code and add another</a>.</p>`
    : html`<p>You have none yet. Adding one takes half a minute, and leads back here.</p>
<p class="acts"><a class="button primary" href="${registerUrl}">${KEY_MARK}Add a passkey first</a> <a class="button" href="${backUrl}">Not now</a></p>`
}
<details class="fine"><summary>What exactly the passkey signs</summary><dl class="facts small"><div><dt>Act</dt><dd class="mono">${request.act}</dd></div><div><dt>Digest of the act</dt><dd class="mono">${digest}</dd></div><div><dt>Asked until</dt><dd>${moment(expiresAt)}</dd></div></dl></details>`,
  }
}
