import type { EpochSeconds } from '@/lib/kernel/clock'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { attenuate, type Attenuated, type Authority } from '../delegation/attenuate'
import { mismatchOf } from './attestation'
import { stopIn, withholder } from './contained'
import type { AgentFacts, Facts, MandateFacts, ParentFacts } from './facts'
import type { Check, CheckName, IssueRefusal, IssueRequest } from './issue-request'
import { resourcesOf, serverOf, serverOfScope } from './tool-resource'

export type IssueSettings = {
  issuer: string
  gatewayUrl: string
  lifetimeSeconds: number
  depthMax: number
}

/** A hop that may be recorded and signed. */
export type Hop = Attenuated & {
  agent: AgentFacts & { digest: string }
  mandate: MandateFacts
  parent: ParentFacts | null
  /** What the hop was taken from. */
  scopesIn: readonly string[]
  autonomous: boolean
  rootPersonId: string
  epoch: number
  checks: readonly Check[]
}

/** Collects what was checked, in order; the first that is not ok is why it was denied. */
class Decision {
  readonly checks: Check[] = []
  assert(check: CheckName, isOk: boolean, passed: string, failed: string): boolean {
    this.checks.push({ check, ok: isOk, detail: isOk ? passed : failed })
    return isOk
  }
  deny(): Result<never, IssueRefusal> {
    const { check, detail } = this.checks.at(-1) as Check
    return refuse({ code: check, detail, checks: this.checks })
  }
}

/**
 * Decides one request by the facts of its batch. Pure: the same facts give the same answer, and the answer says
 * everything that was looked at.
 */
export function decideIssue(request: IssueRequest, facts: Facts, settings: IssueSettings, now: EpochSeconds): Result<Hop, IssueRefusal> {
  const decision = new Decision()
  const agent = facts.agents.get(request.agentId)
  const epoch = facts.epochs.get(request.tenantId) ?? 0
  const parent = request.grant === 'token_exchange' ? (facts.parents.get(request.parentId) ?? null) : null

  if (request.grant === 'token_exchange') {
    const known = parent !== null && parent.tenantId === request.tenantId
    if (!decision.assert('signature', known, 'the subject token is ours', 'the subject token is not known here')) return decision.deny()
    if (!decision.assert('expiry', !parent?.revoked, 'the subject token is in force', 'the subject token was revoked')) return decision.deny()
  }
  const path = [...(parent?.path ?? []), request.agentId]
  const asked = { request, path, parent, server: serverOf(settings.gatewayUrl, request.audience, agent?.guarded) }
  const contained = stopIn(asked, facts)
  if (!decision.assert('containment', contained === null, 'nothing in the chain is halted', `${contained ?? 'it'} is halted, or was since`)) return decision.deny()
  const dead = path.map((id) => notAlive(facts.agents.get(id), request.tenantId)).find((problem) => problem !== null)
  if (!decision.assert('owner_alive', !dead, 'every agent of the chain has a live owner and sponsor', dead ?? '')) return decision.deny()
  if (!agent || !decision.assert('document', agent.digest !== null, 'an approved identity document is in force', 'no approved identity document is in force') || agent.digest === null)
    return decision.deny()
  const mismatch = mismatchOf(agent, request)
  if (agent.attestation && !decision.assert('attestation', mismatch === null, 'nothing else is presented than was approved', mismatch?.detail ?? '') && agent.attestation.onMismatch === 'refuse')
    return decision.deny()

  const isWithheld = withholder(asked, facts)
  const from = chooseAuthority(request, { ...agent, scopes: new Set([...agent.scopes].filter((scope) => !isWithheld(scope))) }, parent, facts, settings, now)
  const problem = mandateProblem(from?.mandate, agent, request, facts, now)
  if (!decision.assert('mandate', problem === null, `under the mandate “${from?.mandate.purpose ?? ''}”`, problem ?? '') || !from) return decision.deny()

  const hop = attenuate(from.authority, from.ask)
  if (!hop.ok && hop.refusal.code === 'document' && [...agent.scopes].some((scope) => isWithheld(scope) && from.authority.scopes.has(scope))) {
    decision.assert('containment', false, '', 'what is asked for is withheld by an order: it is stripped, quarantined, or the tool is halted')
    return decision.deny()
  }
  if (!hop.ok) {
    decision.assert(hop.refusal.code, false, '', hop.refusal.detail)
    return decision.deny()
  }
  decision.assert('audience', true, hop.value.audience, '')
  decision.assert('depth', true, `hop ${hop.value.path.length} of ${settings.depthMax} at most`, '')
  if (parent) decision.assert('edge', true, 'the agent above may delegate to this one', '')
  decision.assert('scope', true, [...hop.value.scopes].join(' '), '')
  decision.assert('proof_of_possession', true, `bound to the key ${request.runId}`, '')
  return ok({
    ...hop.value,
    agent: { ...agent, digest: agent.digest },
    mandate: from.mandate,
    parent,
    scopesIn: [...from.authority.scopes].sort(),
    autonomous: from.mandate.kind === 'standing',
    rootPersonId: from.mandate.personId,
    epoch,
    checks: decision.checks,
  })
}

function notAlive(agent: AgentFacts | undefined, tenantId: string): string | null {
  if (!agent || agent.tenantId !== tenantId) return 'an agent of the chain does not exist'
  if (agent.state !== 'active') return `${agent.name} is ${agent.state}`
  if (!agent.ownerActive) return `${agent.name} has no live owner`
  return agent.sponsorActive ? null : `${agent.name} has no live sponsor`
}

type From = { mandate: MandateFacts; authority: Authority; ask: Parameters<typeof attenuate>[1] }

/** What the hop is taken from: the subject token's authority, the grant's mandate, or the best standing mandate. */
function chooseAuthority(request: IssueRequest, agent: AgentFacts, parent: ParentFacts | null, facts: Facts, settings: IssueSettings, now: EpochSeconds): From | null {
  const server = serverOf(settings.gatewayUrl, request.audience, agent.guarded)
  const holder = parent ? facts.agents.get(parent.path.at(-1) ?? '') : undefined
  const ask: From['ask'] = {
    actor: { id: request.agentId, scopes: agent.scopes },
    mayDelegate: parent === null || (holder?.mayDelegateTo.has(request.agentId) ?? false),
    audience: request.audience,
    belongsToAudience: (scope) => server !== null && serverOfScope(scope) === server,
    scopes: request.scopes === null ? null : new Set(request.scopes),
    lifetimeSeconds: settings.lifetimeSeconds,
    now,
    depthMax: settings.depthMax,
  }
  if (parent) {
    const mandate = facts.mandates.find((candidate) => candidate.id === parent.mandateId)
    const expiresAt = Math.min(parent.expiresAt, mandate?.expiresAt ?? 0) as EpochSeconds
    return mandate ? { mandate, ask, authority: { scopes: parent.scopes, resources: new Set([parent.audience]), expiresAt, path: parent.path } } : null
  }
  const of = (mandate: MandateFacts): From => ({
    mandate,
    ask,
    authority: { scopes: mandate.scopes, resources: resourcesOf(settings.gatewayUrl, mandate.scopes, agent.guarded), expiresAt: mandate.expiresAt, path: [] },
  })
  if ('grantId' in request) {
    const mandate = facts.mandates.find((candidate) => candidate.grantId === request.grantId)
    return mandate ? of(mandate) : null
  }
  // Of several standing mandates the one that gives most of what is asked; of equals the newest (facts are sorted so).
  const given = (from: From): number => {
    const hop = attenuate(from.authority, from.ask)
    return hop.ok ? hop.value.scopes.size : 0
  }
  const standing = facts.mandates.filter((mandate) => mandate.kind === 'standing' && mandateProblem(mandate, agent, request, facts, now) === null).map(of)
  return standing.reduce<From | null>((best, from) => (best === null || given(from) > given(best) ? from : best), null)
}

function mandateProblem(mandate: MandateFacts | undefined, agent: AgentFacts, request: IssueRequest, facts: Facts, now: EpochSeconds): string | null {
  if (!mandate) return request.grant === 'client_credentials' ? 'the sponsor has given no standing mandate' : 'there is no mandate'
  const cover = facts.covers.get(mandate.id)
  if (mandate.tenantId !== request.tenantId) return 'there is no mandate'
  if (mandate.withdrawn || cover?.inForce) return 'the mandate was withdrawn'
  if (mandate.expiresAt <= now) return 'the mandate has ended'
  if (!mandate.personActive) return 'the person who gave the mandate is deactivated'
  if (request.grant !== 'token_exchange' && mandate.agentId !== agent.id) return 'the mandate is another agent’s'
  if (request.grant === 'client_credentials' && (mandate.kind !== 'standing' || mandate.personId !== agent.sponsorId))
    return 'the standing mandate is not the sponsor’s'
  return null
}
