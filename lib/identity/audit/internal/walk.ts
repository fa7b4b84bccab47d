import { DecisionCheck } from '../../ledger/contract'
import type { EventRecord } from '../../ledger/event-row'
import type { WalkEvidence } from '../contract'

/** What is on record of the hop that an event was done under: the hops from its agent up to the root. */
export type Hops = { hops: number; /** The last of them has no hop above it. */ whole: boolean; path: readonly string[]; document: string | null }
export type Mandate = { kind: 'person' | 'standing'; person: string; purpose: string }
type State = WalkEvidence['state']
const say = (what: WalkEvidence['what'], state: State, detail: string): WalkEvidence => ({ what, state, detail })

/**
 * What an event needs to be followed to its human, and whether the record has it. Pure; what is not on record is
 * missing, whatever may be known of it elsewhere.
 */
export function walk(record: EventRecord, hops: Hops | null, mandate: Mandate | null, position: string): WalkEvidence[] {
  // What people do to an agent names it, too; it needs no authority of the agent's.
  const isAgents = record.actor_kind === 'agent'
  // Refused before it had any authority: there is none to look for.
  const isBare = isAgents && record.result === 'denied' && record.delegation_id === null
  const isDecided = record.action === 'tool.call' || record.action === 'token.issue'
  const without = (what: WalkEvidence['what']) => say(what, 'not_needed', isBare ? 'denied before it had any authority' : 'not done by an agent')
  return [
    human(record, mandate),
    !isAgents || (isBare && !mandate) ? without('mandate') : mandate ? say('mandate', 'there', `${mandate.kind === 'standing' ? 'standing, given by' : 'given by'} ${mandate.person}: “${mandate.purpose}”`) : say('mandate', 'missing', record.mandate_id ? 'it names a mandate that is not on record' : 'it names no mandate'),
    !isAgents || isBare ? without('chain') : chain(record, hops),
    !isAgents || isBare ? without('document') : hops?.document ? say('document', 'there', hops.document) : say('document', 'missing', 'no identity document is named'),
    isDecided ? decision(record) : say('decision', 'not_needed', 'nothing had to be decided at an enforcement point'),
    record.action !== 'tool.call' || record.result !== 'allowed' ? say('outcome', 'not_needed', record.result === 'denied' ? 'denied, so nothing came of it' : 'no call') : record.outcome_result ? say('outcome', 'there', `${record.outcome_result}${record.outcome_ms === null ? '' : ` after ${Math.round(record.outcome_ms)} ms`}`) : say('outcome', 'missing', 'what became of the call is not on record'),
    say('sealed', 'there', `position ${position}`),
  ]
}

function human(record: EventRecord, mandate: Mandate | null): WalkEvidence {
  const root = record.root_name ?? record.root_person_id
  if (root) return say('human', 'there', record.autonomous ? `${root}, by a standing mandate` : root)
  if (record.actor_kind === 'person') return say('human', 'there', `${record.actor_name}, who did it`)
  if (mandate) return say('human', 'missing', `the entry names nobody; its mandate was given by ${mandate.person}`)
  return say('human', 'missing', record.actor_kind === 'root' ? 'done with the root token, which is nobody’s' : record.actor_kind === 'agent' ? 'no person at its root' : `done by ${record.actor_name} (${record.actor_kind}); no person at its root`)
}

function chain(record: EventRecord, hops: Hops | null): WalkEvidence {
  if (!record.delegation_id) return say('chain', 'missing', 'it names no hop of authority')
  if (!hops) return say('chain', 'missing', 'its hop of authority is not on record')
  if (!hops.whole) return say('chain', 'missing', `broken above its ${hops.hops === 1 ? 'only hop' : `${hops.hops} hops`} on record`)
  if (hops.path.length !== record.chain.length || hops.path.some((agent, index) => agent !== record.chain[index])) return say('chain', 'missing', 'the hops on record lead through other agents than the entry says')
  return say('chain', 'there', `${hops.hops} ${hops.hops === 1 ? 'hop' : 'hops'}: ${record.chain.map((id, index) => record.chain_names[index] ?? id).join(' to ')}`)
}

function decision(record: EventRecord): WalkEvidence {
  const checks = DecisionCheck.array().safeParse(record.detail['decision'])
  if (!checks.success || checks.data.length === 0) return say('decision', 'missing', 'what was checked is not on record')
  const failed = checks.data.find(({ ok }) => !ok)
  return say('decision', 'there', `${checks.data.length} ${checks.data.length === 1 ? 'check' : 'checks'}${failed ? `, ${failed.check} not met` : ', all met'}`)
}

export const isComplete = (evidence: readonly WalkEvidence[]): boolean => evidence.every(({ state }) => state !== 'missing')
