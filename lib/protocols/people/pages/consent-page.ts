import { html } from 'hono/html'
import type { AgentView } from '@/lib/identity/registry/contract'
import type { Offer, OfferedServer, OfferedTool } from '../internal/consent-offer'
import type { Lifetimes } from '../internal/lifetimes'
import type { Html, Layout } from './layout'
import { hidden, notice } from './pieces'

export type ConsentPage = Readonly<{
  token: string
  person: { name: string; email: string }
  agent: AgentView
  offer: Offer
  purpose: { text: string; from: 'request' | 'document' }
  lifetimes: Lifetimes
  /** Where the browser goes after the answer. */
  returnsTo: string
  signOutUrl: string
  error?: string
}>

/** Which agent, for whom, what, why, how long, and what it may pass on: all of it before the two buttons. */
export function consentPage(page: ConsentPage): Layout {
  const { agent, person, offer, token, error } = page
  return {
    title: `Allow ${agent.name}?`,
    width: 'wide',
    main: html`<h1>Let <strong>${agent.name}</strong> act for you?</h1>
<p class="lead">${summary(offer)}</p>
${error ? notice(error) : ''}
<form method="post" novalidate>
${hidden(token)}
<section class="why"><h2>Why</h2><p class="purpose">${page.purpose.text}</p><p class="quiet">${page.purpose.from === 'request' ? html`In ${agent.name}’s words. They stand in the record of everything done under this mandate.` : 'No reason was given for this time; this is its purpose from its identity document.'}</p></section>
<ol class="cord">
<li class="knot person"><div class="who"><p class="name">${person.name}</p><p class="quiet">${person.email}, that is you. <a href="${page.signOutUrl}">Not you?</a></p></div></li>
<li class="knot agent"><div class="who"><p class="name">${agent.name} ${risk(agent.risk_level)}</p><p>${agent.purpose}</p>
<p class="quiet">${agent.owner.name} answers for it${agent.sponsor.id === agent.owner.id ? '' : html`, ${agent.sponsor.name} sponsors it`}${agent.team ? html`. Team ${agent.team}` : ''}.</p>
${identity(agent)}</div></li>
${offer.servers.map(serverGroup)}
<li class="knot end"><div class="who">${passesOn(agent)}</div></li>
</ol>
${withheld(offer)}
<p class="ending" id="lifetime-note">It ends by itself after the time below. You can end it sooner at any time in the console, and a halt stops the agent at once, in the middle of a call. After your answer the browser returns to <span class="mono">${page.returnsTo}</span>.</p>
<div class="answer"><label for="lifetime">For<span class="unseen"> how long</span></label>
<select id="lifetime" name="lifetime" data-max="${page.lifetimes.max}" aria-describedby="lifetime-note">${page.lifetimes.options.map(({ seconds, label }) => html`<option value="${seconds}"${seconds === page.lifetimes.chosen ? html` selected` : ''}>${label}${seconds === page.lifetimes.max ? ', as asked' : ''}</option>`)}</select>
<button class="primary" name="action" value="allow">Allow</button><button name="action" value="deny">Deny</button></div>
</form>`,
  }
}

function summary(offer: Offer): Html {
  const tools = offer.servers.flatMap((server) => server.tools)
  const reading = tools.filter((tool) => tool.access === 'reads').length
  const rest = tools.length - reading
  const what = rest === 0 ? 'it only reads' : reading === 0 ? (rest === 1 ? 'it can change things' : 'all can change things') : html`${reading} only read, <strong>${rest} can change things</strong>`
  const where = offer.servers.length === 1 ? html`on ${offer.servers[0]?.title ?? ''}` : html`on ${offer.servers.length} tool servers`
  return html`It asks for ${tools.length === 1 ? 'one tool' : html`${tools.length} tools`} ${where}: ${what}. Untick what it should not have.`
}

const serverGroup = (server: OfferedServer): Html => html`<li class="knot tool"><fieldset><legend><span class="name">${server.title}</span> <span class="mono quiet">${server.slug}</span></legend>
${server.description ? html`<p class="quiet">${server.description}</p>` : ''}
<ul class="tools">${server.tools.map(toolRow)}</ul></fieldset></li>`

const ACCESS = {
  reads: html`<span class="access reads">reads</span>`,
  changes: html`<span class="access changes">changes things</span>`,
  unknown: html`<span class="access changes">may change things</span>`,
} as const

function toolRow({ scope, name, title, description, access }: OfferedTool): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}" checked><span class="tool-row"><span class="tool-name">${title}${title === name ? '' : html` <span class="mono quiet">${name}</span>`}</span>${ACCESS[access]}${description ? html`<span class="tool-text">${description}</span>` : ''}</span></label></li>`
}

const risk = (level: AgentView['risk_level']): Html => html`<span class="risk${level === 'high' || level === 'critical' ? ' grave' : ''}">${level} risk</span>`

const identity = (agent: AgentView): Html => html`<details><summary>Its identity</summary><dl class="facts small">
<div><dt>SPIFFE ID</dt><dd class="mono">${agent.spiffe_id}</dd></div>
<div><dt>Identity document</dt><dd>version ${agent.version}, revision ${agent.revision.number}${agent.revision.approved_by ? html`, approved by ${agent.revision.approved_by}` : ''}<br><span class="mono">${agent.revision.digest}</span></dd></div>
<div><dt>Platform</dt><dd>${agent.platform}</dd></div>
</dl></details>`

function passesOn(agent: AgentView): Html {
  const names = agent.delegates_to.map((other) => other.name)
  if (names.length === 0) return html`<p class="name">and no further</p><p class="quiet">It may not pass any of this on to another agent.</p>`
  return html`<p class="name">and a part of it, if it passes it on, to ${names.join(', ')}</p><p class="quiet">Never more than you allow here, never for longer, and every step is recorded with your name at its root.</p>`
}

function withheld({ withheld: left }: Offer): Html | '' {
  if (left.length === 0) return ''
  return html`<details class="withheld"><summary>${left.length === 1 ? 'One more thing was' : html`${left.length} more things were`} asked for and ${left.length === 1 ? 'is' : 'are'} not offered</summary><ul>${left.map(({ scope, why }) => html`<li><span class="mono">${scope}</span> ${why}</li>`)}</ul></details>`
}
