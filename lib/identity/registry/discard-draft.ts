import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { DiscardDraftInput } from './contract'
import { agentView } from './internal/agent-view'
import { findWithDraft, lockRegistry, writersOf } from './internal/drafts'
import { command } from './internal/tables'

/**
 * Ends a draft without approving it: withdrawn by whoever wrote it, or discarded by an admin or by who answers for the
 * agent. What is in force stays so. An agent that was never approved has then nothing that could come into force: it
 * is retired, its keys with it, and its name is not used again.
 */
export const discardDraft = command({
  name: 'registry.agent.discard_draft',
  input: DiscardDraftInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { agentId }, actor) => findWithDraft(tx, actor.tenantId, agentId),
  act: async (tx, { actor, input, resource: { agent, inForce, draft } }) => {
    if (!draft) return refuse<Refusal>({ code: 'wrong_state', state: 'without_a_draft' })
    const wroteIt = writersOf(draft).includes(actor.id)
    const mayDiscard = actor.kind === 'person' && (actor.role === 'admin' || actor.id === agent.ownerId || actor.id === agent.sponsorId)
    if (!wroteIt && !mayDiscard) return refuse<Refusal>({ code: 'separated', rule: 'only_who_wrote_it_or_answers_for_it' })
    if (input.digest !== draft.digest) return refuse<Refusal>({ code: 'conflict', detail: 'the draft is not the one that was read: read it again' })
    const now = new Date()
    const status = wroteIt ? 'withdrawn' : 'discarded'
    await tx.agentRevision.update({ where: { id: draft.id }, data: { status, closedAt: now, closedBy: actor.id } })
    if (!inForce) {
      await tx.agent.update({ where: { id: agent.id }, data: { state: 'retired' } })
      await tx.agentKey.updateMany({ where: { agentId: agent.id, tenantId: actor.tenantId, revokedAt: null }, data: { revokedAt: now } })
    }
    return ok({
      value: await agentView(tx, actor, agent.id),
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      ...(input.reason ? { purpose: input.reason } : {}),
      detail: { status, digest: draft.digest, revision: draft.number, retired: inForce === null },
    })
  },
})
