import { html } from 'hono/html'
import type { SampleInvitation } from '@/lib/identity/access'
import type { Layout } from './layout'
import { hidden } from './pieces'

const WHAT_ROLES_SEE: Record<string, string> = {
  admin: 'administrator',
  owner: 'answers for agents',
  analyst: 'analyst, may halt',
  auditor: 'auditor, only reads',
}

/** Whose eyes to look through. The first is chosen already, so that one press is enough. */
export function samplePage({ token, sample }: Readonly<{ token: string; sample: SampleInvitation }>): Layout {
  return {
    title: 'Sample company',
    main: html`<h1>Look around in ${sample.tenantName}</h1>
<p class="lead">A made-up company with agents at work, apart from yours. Try anything: halt an agent, restore it, withdraw a mandate. Nothing there is real, and one act erases it.</p>
<form method="post">
${hidden(token)}
<fieldset class="people">
<legend>Look around as</legend>
${sample.people.map(
  ({ id, name, role }, index) =>
    html`<label class="person"><input type="radio" name="person" value="${id}"${index === 0 ? html` checked` : ''}><span class="person-name">${name}</span><span class="hint">${WHAT_ROLES_SEE[role] ?? role}</span></label>`,
)}
</fieldset>
<button class="primary block">Open the sample company</button>
</form>
<p class="hint">Whoever this browser is signed in as now is signed out here. To come back, sign out of the sample and sign in with your own account.</p>`,
  }
}
