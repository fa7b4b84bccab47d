import { html, raw } from 'hono/html'
import type { Layout } from './layout'

/**
 * Asks before it signs out, unless the console has just asked for it in the person's name: then the page's script
 * presses the button.
 *
 * @param form the authorization server's own form, which holds its token; trusted markup
 */
export function signOutPage(form: string, { atOnce }: { atOnce: boolean }): Layout {
  return {
    title: 'Sign out',
    main: html`<h1>Sign out of Lanyard?</h1>
<p class="lead">This ends your sign-in in this browser. Mandates that you gave to agents go on; they are withdrawn in the console.</p>
${raw(form)}
<p class="acts"><button class="primary" form="op.logoutForm" name="logout" value="yes"${atOnce ? html` data-press` : ''}>Sign out</button></p>`,
  }
}

export function signedOutPage(consoleUrl: string): Layout {
  return {
    title: 'Signed out',
    main: html`<h1>You are signed out</h1>
<p class="lead">This browser can do nothing in your name any more.</p>
<p class="acts"><a class="button" href="${consoleUrl}">Sign in again</a></p>`,
  }
}
