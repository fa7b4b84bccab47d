import type pg from 'pg'
import { batchTransaction } from '@/lib/db/batch'
import { SYSTEM_TENANT } from '@/lib/db/system-tenant'
import { newId, parseId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { appendStatement, type HotEntry } from '../ledger/append-batch'
import type { CallAnswer, CallRecord, DecisionRecord, OutcomeRecord } from './feed-contract'
import { shareContainment } from './hold'
import { closeCalls, openCalls, type OpenCall } from './internal/calls-in-flight'
import { inertJson, inertLine } from './internal/inert'
import { judgeCall } from './internal/judge-call'
import { loadCalls, type Hop, type KnownEntry, type Loaded } from './internal/load-calls'
import { spendProof, type SpentProof } from './internal/spend-proof'
import { servesTenant, speaksOf, type Point } from './point'

/** A point's clock is believed when it is this near to ours; otherwise the time of arrival is the time of the act. */
const CLOCK_DIFFERENCE_MS_MAX = 5_000

/** What one batch writes, collected before anything is written. */
type Batch = { point: Point; now: number; loaded: Loaded; entries: HotEntry[]; opened: OpenCall[]; closed: string[] }

/**
 * Writes decisions before their calls happen, and outcomes after, in one transaction that holds off containment
 * orders of the tenants concerned. INVARIANT: an allowed call whose record commits after an order that covers its
 * chain does not exist; it is recorded as denied and answered `contained`. An id that was kept before is answered
 * again by what is true now, and not kept twice, so that a point may safely send a batch again.
 */
export async function recordCalls(
  point: Point,
  records: readonly CallRecord[],
  proof: SpentProof,
): Promise<Result<CallAnswer[], { code: 'replayed' }>> {
  const decisions = records.filter((record) => record.kind === 'decision')
  return batchTransaction('system', async (client, write) => {
    const allowed = decisions.filter(({ result }) => result === 'allowed')
    const tenantIds = [...new Set(allowed.flatMap(({ claims }) => claims?.tenant ?? []))]
    const [isFirst, , loaded] = await Promise.all([
      spendProof(client, proof),
      shareContainment(client, tenantIds),
      loadCalls(client, {
        delegationIds: decisions.flatMap(({ claims }) => parseId(claims?.jti) ?? []),
        entryIds: records.flatMap((record) => (record.kind === 'outcome' ? [record.id, record.cause_id] : [record.id])),
        servers: decisions.filter(({ claims }) => claims === null).map(({ server }) => server),
        tenantIds,
      }),
    ])
    if (!isFirst) return refuse({ code: 'replayed' })
    const batch: Batch = { point, now: Date.now(), loaded, entries: [], opened: [], closed: [] }
    const answers: CallAnswer[] = []
    for (const record of records) answers.push(await take(client, batch, record))
    if (batch.entries.length > 0) write(appendStatement(batch.entries))
    for (const statement of [...openCalls(point.id, batch.opened), ...closeCalls(point.id, batch.closed)]) write(statement)
    return ok(answers)
  })
}

async function take(client: pg.PoolClient, batch: Batch, record: CallRecord): Promise<CallAnswer> {
  switch (record.kind) {
    case 'decision':
      return takeDecision(batch, record)
    case 'outcome':
      return takeOutcome(batch, record)
    case 'started': {
      const open = await client.query<{ id: string }>('select id from call_in_flight where point_id = $1', [batch.point.id])
      const { entries } = await loadCalls(client, { delegationIds: [], entryIds: open.rows.map(({ id }) => id), servers: [], tenantIds: [] })
      for (const cause of entries.values()) end(batch, cause, { id: newId(), at: record.at, result: 'failed', reason: 'point_restarted', ms: null })
      return { id: record.id, status: 'recorded' }
    }
  }
}

function takeDecision(batch: Batch, record: DecisionRecord): CallAnswer {
  const hop = hopOf(batch, record)
  const verdict = judgeCall(record, hop, batch.loaded.wide)
  const answer = { id: record.id, status: verdict.status, ...(verdict.reason ? { reason: verdict.reason } : {}) }
  const known = batch.loaded.entries.get(record.id)
  if (known) return answerAgain(batch, known, record, answer)

  const entry: HotEntry = {
    id: record.id,
    tenantId: hop?.tenant_id ?? tenantWithoutToken(batch, record),
    occurredAt: timeOf(record.at, batch.now),
    action: 'tool.call',
    result: verdict.result,
    reason: verdict.reason,
    actor: hop ? { kind: 'agent', id: hop.agent_id, name: hop.agent_name } : { kind: 'point', id: batch.point.id, name: batch.point.name },
    ...(hop && {
      rootPersonId: hop.root_person_id,
      agentId: hop.agent_id,
      chain: hop.path,
      delegationId: hop.id,
      mandateId: hop.mandate_id,
      runId: hop.run_id,
      purpose: hop.purpose,
    }),
    toolServer: inertLine(record.server),
    tool: inertLine(record.tool),
    detail: {
      point: { id: batch.point.id, name: batch.point.name },
      decision: verdict.checks.map(({ check, ok, detail }) => ({ check: inertLine(check), ok, detail: inertLine(detail) })),
      claims: inertJson(record.claims),
      parameters_digest: record.parameters_digest ? inertLine(record.parameters_digest) : null,
      parameters: inertJson(record.parameters_redacted ?? null),
    },
  }
  batch.entries.push(entry)
  batch.loaded.entries.set(record.id, knownFrom(entry, batch.point))
  if (verdict.result === 'allowed' && hop)
    batch.opened.push({
      id: record.id,
      tenantId: hop.tenant_id,
      delegationId: hop.id,
      agentId: hop.agent_id,
      path: hop.path,
      tool: `mcp:${entry.toolServer}:${entry.tool}`,
      startedAt: entry.occurredAt,
    })
  return answer
}

/**
 * A point sends again what it got no answer to. What was allowed then, and is no longer, must not go on: the call that
 * never happened is ended here as cut.
 */
function answerAgain(batch: Batch, known: KnownEntry, record: DecisionRecord, answer: CallAnswer): CallAnswer {
  if (known.action !== 'tool.call' || known.point_id !== batch.point.id) return { id: answer.id, status: 'refused', reason: 'id_in_use' }
  if (record.result === 'denied') return answer
  if (known.result === 'denied') {
    const status = known.reason === 'containment' ? 'contained' : 'refused'
    return { id: answer.id, status, ...(known.reason ? { reason: known.reason } : {}) }
  }
  if (answer.status !== 'recorded') end(batch, known, { id: newId(), at: batch.now, result: 'cut', reason: answer.reason ?? null, ms: 0 })
  return answer
}

function takeOutcome(batch: Batch, record: OutcomeRecord): CallAnswer {
  if (batch.loaded.entries.get(record.id)) return { id: record.id, status: 'recorded' }
  const cause = batch.loaded.entries.get(record.cause_id)
  if (cause?.action !== 'tool.call' || cause.result !== 'allowed' || cause.point_id !== batch.point.id)
    return { id: record.id, status: 'refused', reason: 'unknown_cause' }
  end(batch, cause, { id: record.id, at: record.at, result: record.result, reason: record.reason ?? null, ms: record.ms })
  return { id: record.id, status: 'recorded' }
}

function end(
  batch: Batch,
  cause: KnownEntry,
  outcome: { id: string; at: number; result: OutcomeRecord['result']; reason: string | null; ms: number | null },
): void {
  const entry: HotEntry = {
    id: outcome.id,
    tenantId: cause.tenant_id,
    occurredAt: timeOf(outcome.at, batch.now),
    action: 'tool.outcome',
    result: outcome.result,
    reason: outcome.reason,
    actor: { kind: cause.actor_kind, id: cause.actor_id, name: cause.actor_name },
    rootPersonId: cause.root_person_id,
    agentId: cause.agent_id,
    chain: cause.chain,
    delegationId: cause.delegation_id,
    mandateId: cause.mandate_id,
    runId: cause.run_id,
    toolServer: cause.tool_server,
    tool: cause.tool,
    purpose: cause.purpose,
    causeId: cause.id,
    detail: { point: { id: batch.point.id, name: batch.point.name }, ...(outcome.ms === null ? {} : { ms: outcome.ms }) },
  }
  batch.entries.push(entry)
  batch.loaded.entries.set(outcome.id, knownFrom(entry, batch.point))
  batch.closed.push(cause.id)
}

/** The recorded hop, where this point may speak of it at all; what the point says of a token is never taken for it. */
function hopOf({ point, loaded }: Batch, { claims, server }: DecisionRecord): Hop | null {
  const hop = claims && loaded.hops.get(claims.jti)
  return hop && hop.tenant_id === claims.tenant && speaksOf(point, hop.tenant_id, { server, resource: hop.audience }) ? hop : null
}

/** A call without a token of ours belongs to whoever owns the server that was called, or to the installation. */
function tenantWithoutToken(batch: Batch, record: DecisionRecord): string {
  const owner = batch.loaded.tenantOfServer.get(record.server)
  return owner && servesTenant(batch.point, owner) ? owner : SYSTEM_TENANT
}

const timeOf = (at: number, now: number): Date => new Date(Math.abs(at - now) <= CLOCK_DIFFERENCE_MS_MAX ? at : now)

const knownFrom = (entry: HotEntry, point: Point): KnownEntry => ({
  id: entry.id,
  tenant_id: entry.tenantId,
  action: entry.action,
  result: entry.result,
  reason: entry.reason ?? null,
  point_id: point.id,
  actor_kind: entry.actor.kind === 'agent' ? 'agent' : 'point',
  actor_id: entry.actor.id,
  actor_name: entry.actor.name,
  root_person_id: entry.rootPersonId ?? null,
  agent_id: entry.agentId ?? null,
  chain: [...(entry.chain ?? [])],
  delegation_id: entry.delegationId ?? null,
  mandate_id: entry.mandateId ?? null,
  run_id: entry.runId ?? null,
  tool_server: entry.toolServer ?? null,
  tool: entry.tool ?? null,
  purpose: entry.purpose ?? null,
})
