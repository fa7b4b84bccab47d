import type { CoverageView, HaltRequestView, HaltView, Mode } from '@/lib/identity/containment/contract'
import { plain } from './plain'
import { facts, table } from './table'

const DONE: Readonly<Record<Mode, string>> = { suspend: 'halted', strip: 'stripped', quarantine: 'quarantined', kill: 'killed' }
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
const NAMES_MAX = 20

/** What is known, and no more: a point that did not answer may still be letting calls through. */
const unconfirmed = (lastTokenExpiresAt: string | null): string =>
  `no enforcement point has confirmed yet; one without contact refuses everything within seconds${lastTokenExpiresAt ? `, and the last token dies by itself at ${lastTokenExpiresAt}` : ''}`

export function haltedText(order: HaltView, { mode, hasReason }: { mode: Mode; hasReason: boolean }): { lines: string[]; notes: string[] } {
  const { covered, receipts } = order
  const whom = covered.agents.length > 0 ? ` ${named(covered.agents, covered.more_agents)}` : ''
  const confirmed = receipts.length > 0 ? [table(['enforcement point', 'confirmed after'], receipts.map(({ point, ms }) => [point, `${Math.round(ms)} ms`]))] : []
  return {
    lines: [
      `${DONE[mode]}${whom}: order ${order.order_id}, epoch ${order.epoch}`,
      `${count(covered.live_tokens, 'live token')} and ${count(covered.calls_in_flight, 'call')} in flight covered`,
      ...confirmed,
    ],
    notes: [
      ...(receipts.length > 0 ? [] : [unconfirmed(covered.last_token_expires_at)]),
      ...(hasReason ? [] : [`say why with: lanyard halt explain ${order.order_id} --reason TEXT`]),
    ],
  }
}

export function requestedText({ id, target, expires_at }: HaltRequestView): string {
  return [
    `asked for: nothing is stopped yet. Another administrator confirms the order over ${plain(target.name)} on the Containment page, until ${expires_at}`,
    `take it back with: lanyard halt cancel ${id}`,
    'anything narrower you can halt by yourself, now',
  ].join('\n')
}

export function previewText(view: CoverageView): string {
  const lives = view.tokens_by_life.filter(({ tokens }) => tokens > 0).map(({ up_to_seconds, tokens }) => `${tokens} ${up_to_seconds === null ? 'longer' : `up to ${up_to_seconds} s`}`)
  return [
    `would cover ${plain(view.target.name)} (${view.grain.replace('_', ' ')}); nothing is stopped`,
    facts([
      ['agents', view.agents.length > 0 ? named(view.agents, view.more_agents) : 'none by itself'],
      ...(view.affected.length > 0 ? [['agents that lose it', named(view.affected, 0)] as const] : []),
      ['live tokens', `${view.live_tokens}${lives.length > 0 ? ` (${lives.join(', ')})` : ''}`],
      ['calls in flight', String(view.calls_in_flight)],
      ['people', view.people.length > 0 ? named(view.people, 0) : 'none'],
      ['systems', view.systems.map(({ slug }) => plain(slug)).join(', ') || 'none'],
      ...(view.dependents ? [['depends on it', dependentsText(view.dependents)] as const] : []),
      ['enforcement points', `${view.points.filter(({ connected }) => connected).length} of ${view.points.length} connected`],
    ]),
    ...view.not_covered.map((line) => `not covered: ${plain(line)}`),
  ].join('\n')
}

/** Only what is on record: nobody here knows of a program that calls it without asking. */
function dependentsText({ total, agents }: NonNullable<CoverageView['dependents']>): string {
  if (total === 0) return 'no other agent, as far as is on record'
  const running = agents.filter(({ why }) => why === 'work_running').length
  return `${named(agents, total - agents.length)}: not stopped, and without it${running > 0 ? ` (work of ${running} runs through it now)` : ''}`
}

function named(all: readonly { name: string }[], more: number): string {
  const rest = Math.max(0, all.length - NAMES_MAX) + more
  return all.slice(0, NAMES_MAX).map(({ name }) => plain(name)).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
