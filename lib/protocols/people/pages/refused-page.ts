import { html } from 'hono/html'
import type { Layout } from './layout'
import { hidden } from './pieces'

export type RefusedPage = Readonly<{ token: string; agentName: string; why: string; next: string; /** Whether the agent can still be told. */ mayReturn: boolean }>

/** An agent that cannot be given anything now: said before any question is asked. */
export function refusedPage({ token, agentName, why, next, mayReturn }: RefusedPage): Layout {
  return {
    title: `${agentName} cannot be allowed`,
    main: html`<h1>${agentName} cannot act for you now</h1>
<p class="lead">${why}</p>
<p>${next}</p>
${mayReturn ? html`<form method="post">${hidden(token, 'leave')}<p class="acts"><button class="primary">Back to ${agentName}, without a mandate</button></p></form>` : html`<p class="aside">Nothing was given. You can close this window.</p>`}`,
  }
}
