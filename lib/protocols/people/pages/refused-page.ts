import { html } from 'hono/html'
import type { Layout } from './layout'
import { hidden } from './pieces'

export type RefusedPage = Readonly<{ token: string; agentName: string; why: string; next: string; /** The recorded reason. */ reason: string }>

/** An agent that cannot be given anything now: said before any question is asked. */
export function refusedPage({ token, agentName, why, next, reason }: RefusedPage): Layout {
  return {
    title: `${agentName} cannot be allowed`,
    main: html`<h1>${agentName} cannot act for you now</h1>
<p class="lead">${why}</p>
<p>${next}</p>
<form method="post">${hidden(token, 'leave')}<input type="hidden" name="reason" value="${reason}"><p class="acts"><button class="primary">Back to ${agentName}, without a mandate</button></p></form>`,
  }
}
