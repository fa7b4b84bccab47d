import { Facts, isAlarm, KINDS, type Kind } from './contract'
import { timeIn } from './zone'

/** What is told in one message, of one thing: plain words, and where it is done. */
export type Told = { kind: Kind; title: string; text: string; path: string }
export type Mail = { subject: string; text: string; html: string }

const ITEMS_SHOWN = 20
const SUBJECT_MAX = 150
const NAME_MAX = 120
const UTC = 'UTC'

/** A notification in words. Names are untrusted: whatever could break a line, hide or turn text round is gone from them. */
export function wordsOf(kind: Kind, raw: unknown, zone = UTC): Told {
  const [text, path] = sentence(kind, raw, (at) => timeIn(zone, at))
  return { kind, title: KINDS[kind].title, text, path }
}

function sentence(kind: Kind, raw: unknown, time: (at: string) => string): [text: string, path: string] {
  switch (kind) {
    case 'review_opened': {
      const { campaign, items, due_at } = Facts[kind].parse(raw)
      return [`“${inert(campaign.name)}” has ${itemsOf(items)} for you to decide by ${time(due_at)}.`, `/reviews/${campaign.id}`]
    }
    case 'review_reminder': {
      const { campaign, items, due_at, unsubmitted, submitted_when_due } = Facts[kind].parse(raw)
      const waits = `${itemsOf(items, true)} of “${inert(campaign.name)}” ${items === 1 ? 'waits' : 'wait'} for you and ${items === 1 ? 'is' : 'are'} due by ${time(due_at)}.`
      return [`${waits}${unsubmitted > 0 ? ` ${unsubmittedText(unsubmitted, submitted_when_due)}` : ''}${unsubmitted < items ? ' After that the review’s own rule decides what is open.' : ''}`, `/reviews/${campaign.id}`]
    }
    case 'review_escalated': {
      const { campaign, reviewer, items, due_at, over } = Facts[kind].parse(raw)
      return over
        ? [`${inert(reviewer.name)} never answered ${itemsOf(items)} of “${inert(campaign.name)}”, due ${time(due_at)}: these agents kept their access.`, `/reviews/${campaign.id}`]
        : [`${inert(reviewer.name)} has ${itemsOf(items)} of “${inert(campaign.name)}” undecided, due by ${time(due_at)}. You can remind them, or give the items to somebody else.`, `/reviews/${campaign.id}`]
    }
    case 'question_asked': {
      const { campaign, agent, by, due_at } = Facts[kind].parse(raw)
      return [`${inert(by)} asks you about ${inert(agent)} in “${inert(campaign.name)}” and waits for your answer, by ${time(due_at)}.`, `/reviews/${campaign.id}?show=asked`]
    }
    case 'question_answered': {
      const { campaign, agent, by, due_at } = Facts[kind].parse(raw)
      return [`${inert(by)} has answered your question about ${inert(agent)} in “${inert(campaign.name)}”: you can decide it, by ${time(due_at)}.`, `/reviews/${campaign.id}`]
    }
    case 'certify_waiting': {
      const { campaign, due_at } = Facts[kind].parse(raw)
      return [`Decisions of “${inert(campaign.name)}” take effect only when a second person agrees, and you may be that person: certify them, or give them back, by ${time(due_at)}.`, `/reviews/${campaign.id}?show=certify`]
    }
    case 'apply_waiting': {
      const { campaign, held, paused } = Facts[kind].parse(raw)
      const text = paused ? `Applying the decisions of “${inert(campaign.name)}” has paused: ${inert(paused)}.` : `${held} decisions of “${inert(campaign.name)}” take access away, more than are applied without a confirmation.`
      return [`${text} An administrator has to look.`, `/reviews/${campaign.id}?show=all`]
    }
    case 'transfer_waiting': {
      const { agents, count, role, by, until } = Facts[kind].parse(raw)
      return [`${inert(by)} offers you ${namesOf(agents, count)}, to answer for as ${inert(role)}. Accept or decline it by ${time(until)}.`, '/agents/answers']
    }
    case 'mandate_offered': {
      const { agent, from, purpose, until } = Facts[kind].parse(raw)
      return [`${inert(from)} is retired. Its standing mandate “${inert(purpose)}” is offered to ${inert(agent.name)}, which you sponsor: accept or decline it by ${time(until)}.`, `/agents/${agent.id}#mandates`]
    }
    case 'agent_lapsing': {
      const { agent, why, due_at, stops_at, reminder } = Facts[kind].parse(raw)
      const cause = why === 'reconfirm' ? 'Nobody has confirmed for long' : 'It is not used, and nobody has said'
      return [`${inert(agent.name)} must be confirmed by ${time(due_at)}${reminder ? ', which is over' : ''}; if nobody does, it stops on ${time(stops_at)}. ${cause} that it is still needed. You answer for it.`, `/agents/${agent.id}#ownership`]
    }
    case 'halt_waiting': {
      const { target, grain, by, reason, until } = Facts[kind].parse(raw)
      return [`${inert(by)} asks to halt everything of the ${inert(grain)} ${inert(target)}, because: ${inert(reason)}. Another administrator has to confirm it by ${time(until)}.`, '/containment']
    }
    case 'order_in_force': {
      const { order, mode, by, agents, count, reason, at } = Facts[kind].parse(raw)
      return [`${inert(by)} ordered “${inert(mode)}” on ${namesOf(agents, count)}, ${time(at)}${reason ? `, because: ${inert(reason)}` : ''}. You answer for ${count === 1 ? 'it' : 'them'}.`, `/containment/${order}`]
    }
    case 'posture_fell': {
      const { what, from, to, since, facts } = Facts[kind].parse(raw)
      return [`${inert(what)} fell from ${Math.round(from)} to ${Math.round(to)} of 100 since ${inert(since)}${facts.length > 0 ? `, by: ${facts.map(inert).join('; ')}` : ''}.`, '/maturity#week']
    }
    case 'drill_failed': {
      const { problem, at } = Facts[kind].parse(raw)
      return [`The kill switch was drilled, ${time(at)}, and did not hold everywhere: ${inert(problem)}.`, '/containment/drills']
    }
  }
}

/** One e-mail for one thing or for many. Lists are cut, and say so. */
export function mailOf(person: { name: string; zone?: string | null }, told: readonly Told[], consoleUrl: string): Mail {
  const [first] = told
  const subject = told.length === 1 && first ? `${first.title}` : `${told.length} things wait for you${told.some(({ kind }) => isAlarm(kind)) ? ', one of them urgent' : ''}`
  const shown = told.slice(0, ITEMS_SHOWN)
  const rest = told.length - shown.length
  const end = [`You get this because it is yours to do. What you get is set at ${consoleUrl}/settings/me. Times are in ${person.zone ?? UTC}.`]
  const text = [
    `${inert(person.name)},`,
    '',
    ...shown.flatMap((one) => [...(told.length > 1 ? [one.title] : []), one.text, `${consoleUrl}${one.path}`, '']),
    ...(rest > 0 ? [`And ${rest} more: ${consoleUrl}/`, ''] : []),
    ...end,
    '',
  ].join('\n')
  const html = [
    '<!doctype html><html lang="en"><meta charset="utf-8"><body style="font:14px/1.5 system-ui,sans-serif;color:#1c1c1c;max-width:40rem">',
    `<p>${escape(inert(person.name))},</p>`,
    ...shown.map((one) => `<p>${told.length > 1 ? `<strong>${escape(one.title)}</strong><br>` : ''}${escape(one.text)}<br><a href="${escape(`${consoleUrl}${one.path}`)}">Open it</a></p>`),
    ...(rest > 0 ? [`<p>And ${rest} more: <a href="${escape(`${consoleUrl}/`)}">open the console</a></p>`] : []),
    `<p style="color:#666;font-size:12px">${escape(end.join(' '))}</p></body></html>`,
  ].join('\n')
  return { subject: subject.slice(0, SUBJECT_MAX), text, html }
}

/** That mail arrives at all: says nothing of anybody. */
export const testMail = (person: { name: string }, consoleUrl: string): Mail => ({
  subject: 'A test from Lanyard',
  text: `${inert(person.name)},\n\nthis is the test that you asked for: e-mail from ${consoleUrl} reaches you.\n`,
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><body><p>${escape(inert(person.name))},</p><p>this is the test that you asked for: e-mail from ${escape(consoleUrl)} reaches you.</p></body></html>`,
})

const unsubmittedText = (count: number, submittedWhenDue: boolean): string => {
  const [decisions, are] = count === 1 ? ['One decision of yours', 'is'] : [`${count} decisions of yours`, 'are']
  return `${decisions} ${are} not submitted: ${submittedWhenDue ? 'what needs nobody else is submitted as it stands when it is due, the rest counts as no answer' : 'when it is due, what is not submitted counts as no answer'}.`
}
const itemsOf = (items: number, starts = false): string => (items === 1 ? `${starts ? 'One' : 'one'} item` : `${items} items`)
const namesOf = (names: readonly string[], count: number): string => `${names.map(inert).join(', ')}${count > names.length ? ` and ${count - names.length} more` : ''}`

/**
 * A name as one line of text: control characters and direction overrides become spaces, and what a mail program would
 * make a link of is broken up, so that nobody is led anywhere by the name of an agent.
 */
function inert(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replaceAll(/:\/\//g, ': //')
    .replaceAll(/\bwww\./gi, 'www .')
    .trim()
    .slice(0, NAME_MAX)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
