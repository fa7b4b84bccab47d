import { html } from 'hono/html'
import type { Layout } from './layout'
import { hidden } from './pieces'

export type OwnClientPage = Readonly<{ token: string; person: { name: string; email: string }; role: string; returnsTo: string }>

/** The command line acts as the person themselves, so a page that another program opened must not get it unasked. */
export function ownClientPage({ token, person, role, returnsTo }: OwnClientPage): Layout {
  return {
    title: 'Sign in the command line',
    main: html`<h1>Sign in the command line?</h1>
<p class="lead">The program <span class="mono">lanyard</span> on this computer asks to work as <strong>${person.name}</strong> (${person.email}), with all that the role ${role} may do, for at most 8 hours.</p>
<p>Allow it only if you have just run <span class="mono">lanyard login</span> yourself.</p>
<form method="post">${hidden(token)}<div class="acts"><button class="primary" name="action" value="allow">Allow</button> <button name="action" value="deny">Deny</button></div></form>
<p class="aside">Then your browser returns to <span class="mono">${returnsTo}</span></p>`,
  }
}
