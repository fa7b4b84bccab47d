import { html } from 'hono/html'
import type { Html, Layout } from './layout'

export type Problem = Readonly<{ title: string; what: string; next: string; link?: { label: string; href: string } }>

/** What failed, what did not change, and what to do next. */
export function problemPage({ title, what, next, link }: Problem): Layout {
  return {
    title,
    main: html`<section role="alert"><h1>${title}</h1>
<p class="lead">${what}</p>
<p>${next}</p></section>
${link ? linkButton(link) : ''}`,
  }
}

const linkButton = ({ label, href }: { label: string; href: string }): Html => html`<p class="acts"><a class="button" href="${href}">${label}</a></p>`

const console = (consoleUrl: string) => ({ label: 'Go to the console', href: consoleUrl })

export const PROBLEMS = {
  linkDead: (consoleUrl: string): Problem => ({
    title: 'This link does not work any more',
    what: 'It was used already, replaced by a newer one, or is too old. Nothing was changed.',
    next: 'If you have an account, sign in. Otherwise ask an administrator for a new link; for the very first one, start Lanyard again: it prints a new link.',
    link: console(consoleUrl),
  }),
  expired: (consoleUrl: string): Problem => ({
    title: 'This page has expired',
    what: 'It was open for too long, was answered already, or belongs to another browser. Nothing was changed.',
    next: 'Begin again from where you came: the console, the command line, or the agent that sent you here.',
    link: console(consoleUrl),
  }),
  foreign: (consoleUrl: string): Problem => ({
    title: 'This form did not come from our own page',
    what: 'Its origin is missing or foreign, so it was not looked at. Nothing was changed.',
    next: 'If you pressed a button on another site, that site tried to act as you. If this was one of our pages, reload it and try again; an extension that hides where forms come from must let this address through.',
    link: console(consoleUrl),
  }),
  malformed: (consoleUrl: string): Problem => ({
    title: 'This form could not be read',
    what: 'It was incomplete, too long, or named a field twice. Nothing was changed.',
    next: 'Go back, reload the page and try again.',
    link: console(consoleUrl),
  }),
  notFound: (consoleUrl: string): Problem => ({
    title: 'There is no such page',
    what: 'The address may be incomplete.',
    next: 'Links work only whole: copy all of it.',
    link: console(consoleUrl),
  }),
  proofGone: (consoleUrl: string): Problem => ({
    title: 'There is nothing to approve here',
    what: 'It was approved already, was asked for more than ten minutes ago, or never was. Nothing was changed by opening this page.',
    next: 'Go back to the console and begin what you wanted to do again: it asks anew.',
    link: console(consoleUrl),
  }),
  noAccess: (consoleUrl: string): Problem => ({
    title: 'Your access has ended',
    what: 'This account was deactivated, or signed in before its password was replaced. Nothing was changed.',
    next: 'Sign in again, or ask an administrator.',
    link: console(consoleUrl),
  }),
  fault: (consoleUrl: string, reference: string): Problem => ({
    title: 'Something broke on our side',
    what: `The page could not be made. What you sent may not have been saved. Reference ${reference}.`,
    next: 'Try again in a minute. If it stays, give the reference to whoever runs Lanyard.',
    link: console(consoleUrl),
  }),
} as const
