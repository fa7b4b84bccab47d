import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { IdentityDocument, ReviseAgentInput } from './contract'
import { diffDocuments } from './diff-documents'
import { agentView } from './internal/agent-view'
import { findWithDraft, lockRegistry, type WithDraft } from './internal/drafts'
import { fromDocument } from './internal/from-document'
import { reviewDate } from './internal/review-date'
import { settleDocument } from './internal/settle-document'
import { command } from './internal/tables'

/**
 * Writes the draft of an agent's next revision; what is in force stays so until somebody else approves it. Both what
 * was edited and what is taken the place of are named by digest, so that nobody writes over what they have not read.
 */
export const reviseAgent = command({
  name: 'registry.agent.revise',
  input: ReviseAgentInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { agentId }, actor) => findWithDraft(tx, actor.tenantId, agentId),
  act: async (tx, { actor, input, resource }) => {
    const { agent, inForce, draft } = resource
    const conflict = (detail: string) => refuse<Refusal>({ code: 'conflict', detail })
    if (agent.state === 'retired') return refuse<Refusal>({ code: 'wrong_state', state: 'retired' })
    const settled = await settleDocument(tx, actor.tenantId, input.document, agent.id)
    if (!settled.ok) return refuse<Refusal>({ code: 'invalid', fields: settled.refusal })
    const { document, digest } = settled.value
    const problems = notForARevision(resource, document)
    const now = new Date()
    const date = reviewDate(document.next_review_at, document.risk_level, now)
    if (!date.ok) return refuse<Refusal>({ code: 'invalid', fields: { ...problems, 'document.next_review_at': date.refusal } })
    if (Object.keys(problems).length > 0) return refuse<Refusal>({ code: 'invalid', fields: problems })
    if (input.base !== inForce?.digest) return conflict('the revision in force is not the one that was edited: read it again')
    if (input.draft !== draft?.digest) return conflict(draft ? 'there is another draft of it: read that first' : 'the draft is gone: read the agent again')
    if (digest === inForce?.digest) return refuse<Refusal>({ code: 'wrong_state', state: 'unchanged' })

    const written = { document, digest, baseId: inForce?.id ?? null, note: input.note || null, updatedAt: now }
    if (draft) {
      const editedBy = [...new Set([...draft.editedBy, ...(draft.authorId === actor.id ? [] : [actor.id])])]
      await tx.agentRevision.update({ where: { id: draft.id }, data: { ...written, editedBy } })
    } else {
      const last = await tx.agentRevision.findFirst({ where: { agentId: agent.id, tenantId: actor.tenantId }, orderBy: { number: 'desc' } })
      await tx.agentRevision.create({
        data: { ...written, id: newId<'revision'>(), tenantId: actor.tenantId, agentId: agent.id, number: (last?.number ?? 0) + 1, status: 'draft', authorId: actor.id, createdAt: now },
      })
    }
    // An agent that was never approved is what its draft says.
    if (!inForce) await tx.agent.update({ where: { id: agent.id }, data: fromDocument(document, { nextReviewAt: date.value }, now) })
    const changes = inForce ? diffDocuments(IdentityDocument.parse(inForce.document), document) : []
    return ok({
      value: await agentView(tx, actor, agent.id),
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      ...(input.note ? { purpose: input.note } : {}),
      detail: { digest, base: inForce?.digest ?? null, replaces: draft?.digest ?? null, changes: changes.length, breaking: changes.filter((change) => change.breaking).map((change) => change.path) },
    })
  },
})

/** What no edit changes: a name is kept for life, and who answers for an agent in force changes by a transfer, which they accept. */
function notForARevision({ agent, inForce }: WithDraft, document: IdentityDocument): Record<string, string> {
  const problems: Record<string, string> = {}
  if (document.name !== agent.name) problems['document.name'] = `is kept for life: it is \`${agent.name}\``
  if (!inForce) return problems
  if (document.owner !== agent.ownerId) problems['document.owner'] = 'is changed by a transfer, which the new owner accepts'
  if (document.sponsor !== agent.sponsorId) problems['document.sponsor'] = 'is changed by a transfer, which the new sponsor accepts'
  return problems
}
