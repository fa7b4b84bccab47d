import { batchTransaction } from '@/lib/db/batch'
import { microBatch } from '@/lib/db/micro-batch'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/ids'
import { metrics } from '@/lib/kernel/metrics'
import { ok, type Result } from '@/lib/kernel/result'
import { traced, tracedBatch, traceparent } from '@/lib/kernel/tracing'
import { appendStatement, type HotEntry } from '../ledger/append-batch'
import { mismatchOf } from './attestation'
import { claimsOf } from './claims-of'
import { decideIssue, type Hop, type IssueSettings } from './decide-issue'
import type { AgentFacts, Facts } from './facts'
import type { AgentTokenClaims, IssueRefusal, IssueRequest } from './issue-request'
import { readFacts } from './read-facts'
import { recordHops, type RecordedHop } from './record-hops'
import { serverOf } from './tool-resource'

export type Issue = (request: IssueRequest) => Promise<Result<AgentTokenClaims, IssueRefusal>>

/** Two batches at once keep the disk busy; more would only take connections from everybody else. */
const BATCHES_MAX = 2
const BATCH_ITEMS_MAX = 256

/**
 * Checks and records tokens to be signed, many in one commit. A refusal is recorded in the same way, with what was
 * checked.
 *
 * INVARIANT: the answer comes after the commit. Whoever signs these claims signs what is durably recorded, and what
 * was committed either before a containment order, and is then covered by it, or in sight of it.
 */
export function issuer(settings: IssueSettings, clock: Clock): Issue {
  const batched = microBatch(
    (asked: readonly Asked[]) => {
      const requests = asked.map(({ request }) => request)
      return counted(asked, () => batchTransaction('system', async (client, write) => {
        const facts = await readFacts(client, requests)
        const now = clock.now()
        const decided = requests.map((request) => ({ request, result: decideIssue(request, facts, settings, now) }))
        const entries: HotEntry[] = []
        const hops: RecordedHop[] = []
        const answers = decided.map(({ request, result }): Result<AgentTokenClaims, IssueRefusal> => {
          const finding = findingOf(request, facts, settings, clock.date())
          if (finding) entries.push(finding)
          if (!result.ok) {
            entries.push(denied(request, result.refusal, facts, settings, clock.date()))
            return result
          }
          const hop = { hop: result.value, claims: claimsOf(result.value, { issuer: settings.issuer, id: newId<'delegation'>(), runId: request.runId, issuedAt: now }) }
          hops.push(hop)
          entries.push(allowed(request, hop, settings, clock.date()))
          return ok(hop.claims)
        })
        for (const statement of [...recordHops(hops), appendStatement(entries)]) write(statement)
        return answers
      }))
    },
    { itemsMax: BATCH_ITEMS_MAX, batchesMax: BATCHES_MAX },
  )
  return (request) => {
    const attributes = { 'lanyard.grant': request.grant, 'lanyard.agent.id': request.agentId, 'lanyard.run.id': request.runId }
    return traced('token.issue', { attributes }, async (span) => {
      const answer = await batched({ request, from: traceparent() })
      span.set(answer.ok ? { 'lanyard.result': 'allowed' } : { 'lanyard.result': 'denied', 'lanyard.reason': answer.refusal.code })
      return answer
    })
  }
}

/** `from`: the trace that it is part of. */
type Asked = { request: IssueRequest; from: string | undefined }

/** Counts what was committed, and how long that took. */
async function counted(asked: readonly Asked[], commit: () => Promise<Result<AgentTokenClaims, IssueRefusal>[]>): Promise<Result<AgentTokenClaims, IssueRefusal>[]> {
  const began = performance.now()
  const answers = await tracedBatch('token.issue_batch', asked.map(({ from }) => from), commit)
  metrics.issueBatch.observe((performance.now() - began) / 1_000)
  metrics.issueBatchSize.observe(asked.length)
  answers.forEach((answer, at) =>
    metrics.tokens.inc({ grant: asked[at]?.request.grant ?? 'unknown', result: answer.ok ? 'allowed' : 'denied', reason: answer.ok ? 'none' : answer.refusal.code }),
  )
  return answers
}

function allowed(request: IssueRequest, { hop, claims }: { hop: Hop; claims: AgentTokenClaims }, settings: IssueSettings, at: Date): HotEntry {
  return {
    ...entryOf(request, hop.agent, settings, at),
    result: 'allowed',
    actor: { kind: 'agent', id: hop.agent.id, name: hop.agent.name },
    rootPersonId: hop.rootPersonId,
    chain: hop.path,
    delegationId: claims.delegation,
    mandateId: hop.mandate.id,
    purpose: hop.mandate.purpose,
    subject: { kind: 'delegation', id: claims.delegation },
    detail: {
      grant: request.grant,
      audience: hop.audience,
      scopes: [...hop.scopes],
      dropped: hop.dropped,
      autonomous: hop.autonomous,
      expires_at: new Date(claims.exp * 1000).toISOString(),
      decision: hop.checks,
      claims,
    },
  }
}

function denied(request: IssueRequest, refusal: IssueRefusal, facts: Facts, settings: IssueSettings, at: Date): HotEntry {
  const parent = request.grant === 'token_exchange' ? facts.parents.get(request.parentId) : undefined
  const theirs = parent?.tenantId === request.tenantId ? parent : undefined
  const mandate = facts.mandates.find((candidate) => ('grantId' in request ? candidate.grantId === request.grantId : candidate.id === theirs?.mandateId))
  return {
    ...entryOf(request, facts.agents.get(request.agentId), settings, at),
    result: 'denied',
    reason: refusal.code,
    actor: { kind: 'agent', id: request.agentId, name: facts.agents.get(request.agentId)?.name ?? 'unknown' },
    rootPersonId: theirs?.rootPersonId ?? mandate?.personId ?? null,
    chain: theirs ? [...new Set([...theirs.path, request.agentId])] : [request.agentId],
    delegationId: theirs?.id ?? null,
    mandateId: mandate?.id ?? null,
    purpose: mandate?.purpose ?? null,
    detail: { grant: request.grant, audience: request.audience, asked: request.scopes, decision: refusal.checks },
  }
}

/** A run that does not run what was approved, whether it is given a token or not: a finding of its own. */
function findingOf(request: IssueRequest, facts: Facts, settings: IssueSettings, at: Date): HotEntry | null {
  const agent = facts.agents.get(request.agentId)
  const mismatch = agent && mismatchOf(agent, request)
  if (!agent || !mismatch) return null
  const policy = agent.attestation?.onMismatch ?? 'record'
  return {
    ...entryOf(request, agent, settings, at),
    action: 'registry.attestation.mismatch',
    result: 'ok',
    reason: 'attestation',
    actor: { kind: 'agent', id: agent.id, name: agent.name },
    chain: [agent.id],
    detail: { ...mismatch, policy, digest: agent.digest },
  }
}

type Begun = Pick<HotEntry, 'id' | 'tenantId' | 'occurredAt' | 'action' | 'agentId' | 'runId' | 'toolServer'>
function entryOf(request: IssueRequest, agent: AgentFacts | undefined, settings: IssueSettings, at: Date): Begun {
  return {
    id: newId<'ledger_entry'>(),
    tenantId: request.tenantId,
    occurredAt: at,
    action: 'token.issue',
    agentId: request.agentId,
    runId: request.runId,
    toolServer: serverOf(settings.gatewayUrl, request.audience, agent?.guarded),
  }
}

export const TOKEN_LIFETIME_SECONDS = 300
