import type { AgentRevision } from '@/generated/prisma/client'
import { lockContainment } from '@/lib/db/epoch'
import { publishAgentEvent } from '@/lib/db/outbox'
import { isOfSample } from '@/lib/db/is-of-sample'
import type { Tx } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { ApproveAgentInput, IdentityDocument } from './contract'
import { diffDocuments } from './diff-documents'
import { agentView } from './internal/agent-view'
import { findWithDraft, isHigh, isStale, lockRegistry, riskOf, separationOf, type WithDraft } from './internal/drafts'
import { fromDocument } from './internal/from-document'
import { endTokens, olderTokens } from './internal/older-tokens'
import { ownersAlive } from './internal/owners-alive'
import { peopleAnswering, peopleNeeded } from './internal/people-needed'
import { command } from './internal/tables'

/** Who writes what a review has decided. */
const REVIEWS_JOB = 'reviews.apply'

type Waiting = WithDraft & { draft: AgentRevision }

/**
 * Brings a draft into force, exactly as it was read. Never by who wrote it; with high or critical risk by an admin who
 * does not own the agent, with their passkey. Tokens that exceed the new document end at the commit.
 */
export const approveAgent = command({
  name: 'registry.agent.approve',
  input: ApproveAgentInput,
  // Containment last, and briefly: every batch that issues waits for it.
  lock: async (tx, actor) => {
    await lockRegistry(tx, actor.tenantId)
    await lockContainment(tx, actor.tenantId)
  },
  resource: async (tx, { agentId }, actor) => {
    const found = await findWithDraft(tx, actor.tenantId, agentId)
    return found && { ...found, isSample: await isOfSample(tx, actor.tenantId) }
  },
  guard: {
    // The sample's made-up people have no passkeys, and its agents reach nothing but the sample.
    when: (_input, resource) => isHigh(riskOf(resource)) && !resource.isSample,
    words: async (tx, { actor, input, resource }): Promise<Result<string, Refusal>> => {
      const waiting = await waitingFor(tx, actor, resource, input.digest)
      if (!waiting.ok) return waiting
      const { agent, draft, inForce } = waiting.value
      const changes = inForce ? diffDocuments(IdentityDocument.parse(inForce.document), IdentityDocument.parse(draft.document)) : []
      const breaking = changes.filter((change) => change.breaking).length
      const what = inForce ? `revision ${draft.number} of ${agent.name}, with ${breaking} breaking of ${changes.length} changes` : `the identity document of ${agent.name}`
      return ok(`Approve ${what}, at ${riskOf(waiting.value)} risk (${draft.digest})`)
    },
  },
  act: async (tx, { actor, input, resource }) => {
    const waiting = await waitingFor(tx, actor, resource, input.digest)
    if (!waiting.ok) return waiting
    const { agent, draft, inForce } = waiting.value
    const document = IdentityDocument.parse(draft.document)
    const now = new Date()
    await tx.agentRevision.update({ where: { id: draft.id }, data: { status: 'approved', approvedBy: actor.id, approvedAt: now } })
    if (inForce) await tx.agentRevision.update({ where: { id: inForce.id }, data: { status: 'superseded' } })
    await tx.agent.update({ where: { id: agent.id }, data: { ...fromDocument(document, agent, now), state: 'active', revisionInForceId: draft.id, confirmedAt: now, confirmedByName: actor.name } })
    // What a review has narrowed needs no other one; a first approval is no change.
    if (inForce && draft.authorId !== REVIEWS_JOB)
      await publishAgentEvent(tx, { tenantId: agent.tenantId, key: `document:${draft.id}`, agentId: agent.id, event: 'document', because: `revision ${draft.number} of its document was approved` })
    const older = await olderTokens(tx, agent, document)
    const ended = await endTokens(tx, actor, { id: agent.id, tenantId: trustedId(agent.tenantId), name: agent.name }, older)
    const changes = inForce ? diffDocuments(IdentityDocument.parse(inForce.document), document) : []
    return ok({
      value: await agentView(tx, actor, agent.id),
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      detail: {
        revision: draft.number,
        digest: draft.digest,
        supersedes: inForce?.digest ?? null,
        authors: [draft.authorId, ...draft.editedBy],
        registered_by: agent.registeredBy,
        risk_level: document.risk_level,
        breaking: changes.filter((change) => change.breaking).map((change) => change.path),
        changes: changes.length,
        ...(resource.isSample && isHigh(riskOf(waiting.value)) ? { exempt_from_passkey: 'sample' } : {}),
        ended_tokens: older.view.live_tokens,
        kept_tokens: older.view.kept,
        ...(ended ? { order_id: ended.orderId, epoch: ended.epoch } : {}),
      },
    })
  },
})

/** The draft that this person may approve, which is the one they read. */
async function waitingFor(tx: Pick<Tx, '$queryRaw'>, actor: Actor, of: WithDraft, digest: string): Promise<Result<Waiting, Refusal>> {
  const { agent, draft } = of
  if (!draft || agent.state === 'retired') return refuse({ code: 'wrong_state', state: agent.state === 'active' ? 'without_a_draft' : agent.state })
  const barred = separationOf(actor, { ...of, draft })
  if (barred) return refuse(barred)
  if (digest !== draft.digest) return refuse({ code: 'conflict', detail: 'the draft is not the one that was read: read it again' })
  if (isStale(of)) return refuse({ code: 'conflict', detail: 'the draft was written against a revision that is no longer in force: its author has to base it on the one that is' })
  if (!(await ownersAlive(tx, agent.id))) return refuse({ code: 'conflict', detail: 'its owner or its sponsor no longer has access: it needs another first' })
  const { risk_level: risk } = IdentityDocument.parse(draft.document)
  const [needed, named] = [await peopleNeeded(tx, agent.tenantId, risk), await peopleAnswering(tx, agent.id)]
  if (named < needed) return refuse({ code: 'conflict', detail: `at ${risk} risk ${needed} people answer for an agent, and for this one ${named}: it needs deputies first` })
  return ok({ ...of, draft })
}
