import { USE_DAYS, type Evidence, type Recommendation } from './contract'

const DAY_MS = 86_400_000
/** Younger than this, an agent has had no time to use what it was given. */
const NEW_DAYS = 14
/** From this many calls on, what was never called is not chance. */
const CALLS_ENOUGH = 50

type Facts = Pick<Evidence, 'at' | 'tools' | 'comparable' | 'calls' | 'denied' | 'last_used_at' | 'mandates' | 'may_delegate_to' | 'delegated_by'> & { agent: Pick<Evidence['agent'], 'created_at' | 'last_active_at'> }

/** Tools that were not called in the time looked at. */
export const unusedOf = (tools: Evidence['tools']): string[] => tools.flatMap(({ scope, used }) => (used === 0 ? [scope] : []))

/** The grace list: unused tools that were given too short a time ago to be missed. */
export function gracedOf({ at, tools }: Pick<Evidence, 'at' | 'tools'>, graceDays: number): string[] {
  const since = new Date(Date.parse(at) - graceDays * DAY_MS).toISOString()
  return graceDays === 0 ? [] : tools.flatMap((tool) => (tool.used === 0 && tool.since !== null && tool.since > since ? [tool.scope] : []))
}

/** What `reduce` takes away, and what unused it leaves: the grace list, or what its reviewer said. Pure. */
export function reductionOf(evidence: Pick<Evidence, 'at' | 'tools'>, graceDays: number, kept?: readonly string[]): { removes: string[]; keeps: string[] } {
  const unused = unusedOf(evidence.tools)
  const keeps = kept ?? gracedOf(evidence, graceDays)
  return { removes: unused.filter((scope) => !keeps.includes(scope)), keeps: unused.filter((scope) => keeps.includes(scope)) }
}

/**
 * What use says, and why. A rule and no more: it knows nothing of why an agent is there, so that it never decides, and
 * says how sure it is. Pure.
 */
export function recommend(evidence: Facts, graceDays = 0): Recommendation {
  return besidePeers(evidence, byUse(evidence, graceDays), reductionOf(evidence, graceDays).removes)
}

/** Fewer than this are no group that says anything. */
export const PEERS_ENOUGH = 4
/** So many of them, and it is the rule among them. */
const MOST = 0.75
const SURER = { low: 'medium', medium: 'high', high: 'high' } as const
const LESS_SURE = { low: 'low', medium: 'low', high: 'medium' } as const

/** What comparable agents may makes a reduction surer, or less sure; a group that is small is said to be, and changes nothing. */
function besidePeers({ comparable }: Facts, by: Recommendation, removes: readonly string[]): Recommendation {
  if (by.decision !== 'reduce' || !comparable) return by
  const { agents, holding } = comparable
  if (agents < PEERS_ENOUGH) return { ...by, reason: `${by.reason} Only ${agents} comparable ${agents === 1 ? 'agent' : 'agents'}: too few to tell.` }
  const lacking = removes.map((scope) => ({ scope, agents: agents - (holding[scope] ?? 0) })).sort((a, b) => b.agents - a.agents)
  const [most, least] = [lacking[0], lacking.at(-1)]
  if (!most || !least) return by
  if (least.agents >= agents * MOST) return { ...by, confidence: SURER[by.confidence], reason: `${by.reason} ${least.agents} of ${agents} comparable agents do not hold ${lacking.length === 1 ? toolOf(least.scope) : 'these either'}.` }
  if (most.agents <= agents * (1 - MOST)) return { ...by, confidence: LESS_SURE[by.confidence], reason: `${by.reason} But ${agents - most.agents} of ${agents} comparable agents hold ${lacking.length === 1 ? toolOf(most.scope) : 'these'}.` }
  return { ...by, reason: `${by.reason} ${most.agents} of ${agents} comparable agents do not hold ${toolOf(most.scope)}.` }
}

/** By what it did alone. */
function byUse(evidence: Facts, graceDays: number): Recommendation {
  const { tools, calls, denied } = evidence
  const now = Date.parse(evidence.at)
  const age = Math.floor((now - Date.parse(evidence.agent.created_at)) / DAY_MS)
  const { removes: unused, keeps: graced } = reductionOf(evidence, graceDays)
  const used = tools.length - unused.length - graced.length
  if (age < NEW_DAYS && unused.length + graced.length > 0)
    return { decision: 'keep', confidence: 'low', reason: `It is ${age === 0 ? 'less than a day' : days(age)} old: too early to tell what it needs.` }
  if (calls === 0) {
    const idle = evidence.agent.last_active_at === null ? null : Math.floor((now - Date.parse(evidence.agent.last_active_at)) / DAY_MS)
    // An agent that passes its authority on calls no tool itself.
    if (idle !== null && idle < USE_DAYS && evidence.may_delegate_to.length > 0)
      return { decision: 'keep', confidence: 'medium', reason: `It called no tool itself, but was active ${idle === 0 ? 'today' : `${days(idle)} ago`} and passes its authority on.` }
    if (evidence.mandates.length > 0)
      return { decision: 'remove', confidence: 'low', reason: `No call in ${days(Math.min(age, USE_DAYS))}, though somebody’s mandate is still live: ask what it is for.` }
    return { decision: 'remove', confidence: age >= USE_DAYS ? 'high' : 'medium', reason: `No call in ${days(Math.min(age, USE_DAYS))}, and no live mandate.` }
  }
  const times = `${calls} ${calls === 1 ? 'call' : 'calls'}`
  if (unused.length > 0)
    return {
      decision: 'reduce',
      confidence: calls >= CALLS_ENOUGH && age >= USE_DAYS ? 'high' : 'medium',
      reason: `${times} in ${USE_DAYS} days used ${used} of ${tools.length} tools; never ${listed(unused.map(toolOf))}.`,
    }
  if (graced.length > 0) return { decision: 'keep', confidence: 'medium', reason: `${times} used ${used} of ${tools.length} tools; ${listed(graced.map(toolOf))} ${graced.length === 1 ? 'was' : 'were'} given less than ${days(graceDays)} ago.` }
  const refused = denied > 0 ? ` ${denied} more ${denied === 1 ? 'was' : 'were'} denied.` : ''
  return { decision: 'keep', confidence: denied > calls ? 'low' : calls >= CALLS_ENOUGH ? 'high' : 'medium', reason: `${tools.length === 1 ? 'Its one tool' : `Each of its ${tools.length} tools`} was used, in ${times}.${refused}` }
}

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`
const toolOf = (scope: string): string => scope.split(':').slice(1).join('/')
const LISTED = 3
function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(', ')
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown
}
