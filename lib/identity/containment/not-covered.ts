import type { CoverageView, Grain } from './contract'

const LEFT: Readonly<Record<Grain, readonly string[]>> = {
  run: ['other runs of the agent, and one that it begins a moment later: halt the agent for that'],
  agent: ['agents below it keep what they hold from elsewhere: only what comes through this agent stops'],
  sub_tree: [],
  owner: [],
  tool: ['other tools of the server, also those that can do the same'],
  tool_server: ['what agents reach of it without an enforcement point in front'],
  platform: ['agents of other platforms below these keep what they hold from elsewhere'],
  tenant: [],
}

/** What a halt does not stop, in words that somebody in a hurry understands. Never empty: something is always left. */
export function notCovered(coverage: Omit<CoverageView, 'not_covered' | 'snapshot_digest' | 'as_of'>): string[] {
  const { grain, points, live_tokens, last_token_expires_at } = coverage
  return [
    ...LEFT[grain],
    ...unguarded(points.length, live_tokens, last_token_expires_at),
    'calls that were answered before the halt: what they changed is not undone',
    'keys and passwords that the agent holds from elsewhere: they are not ours to stop',
  ]
}

function unguarded(points: number, tokens: number, lastDies: string | null): string[] {
  const death = tokens === 0 || lastDies === null ? null : `the last token dies by itself at ${lastDies.slice(11, 19)} UTC`
  if (points === 0) return [`no enforcement point is enrolled: nothing new is issued, but calls are not stopped${death ? `; ${death}` : ''}`]
  return death ? [`services that take its tokens without asking an enforcement point: ${death}`] : []
}
