import { publish } from '@/lib/db/outbox'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CertifyInput } from './contract'
import { findItem } from './internal/find-item'
import { isOver } from './internal/item-views'
import { liveAgents } from './internal/live'
import { command } from './internal/tables'
import { whyNotCertify } from './separation'

/** The second person agrees, and the decision takes effect, or waits for a third; or gives it back to the reviewer with a note. */
export const certifyItem = command({
  name: 'reviews.item.certify',
  input: CertifyInput,
  resource: (tx, { itemId }, actor) => findItem(tx, actor.tenantId, itemId),
  act: async (tx, { actor, input: { version, digest, agree, note }, resource: { item, campaign } }) => {
    const agent = (await liveAgents(tx, actor.tenantId, [item.agentId])).get(item.agentId)
    if (!agent) return refuse<Refusal>({ code: 'not_found' })
    const barred = whyNotCertify(actor, item, agent)
    if (barred) return refuse<Refusal>(barred)
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    if (item.state !== 'certify') return refuse<Refusal>({ code: 'wrong_state', state: item.state === 'final' ? 'final' : 'not_submitted' })
    if (item.version !== version) return refuse<Refusal>({ code: 'conflict', detail: `${item.agentName} was changed since you read it: read it again` })
    const moved = agent.digest !== digest || agent.digest !== item.decidedDocument
    if (agree && moved) return refuse<Refusal>({ code: 'conflict', detail: `the identity document of ${item.agentName} is another than the one that was decided on: give it back to its reviewer` })
    if (!agree && !note) return refuse<Refusal>({ code: 'invalid', fields: { note: 'is needed: say what its reviewer should look at' } })
    const now = new Date()
    await tx.reviewItem.update({
      where: { id: item.id },
      data: !agree
        ? { state: 'open', version: version + 1, certifierNote: note ?? null, decision: null, comment: null, removes: [], keeps: [], decidedBy: null, decidedAt: null, decidedDocument: null, submittedAt: null, certifiedBy: null, certifiedAt: null }
        : item.third && !item.certifiedBy
          ? { version: version + 1, certifiedBy: actor.id, certifiedAt: now, certifierNote: note ?? null }
          : item.third
            ? { state: 'final', version: version + 1, thirdBy: actor.id, thirdAt: now, certifierNote: note ?? item.certifierNote, finalAt: now, outcomeBy: 'review', effect: 'pending' }
            : { state: 'final', version: version + 1, certifiedBy: actor.id, certifiedAt: now, certifierNote: note ?? null, finalAt: now, outcomeBy: 'review', effect: 'pending' }
    })
    // A third person has to agree as well.
    if (agree && item.third && !item.certifiedBy) await publish(tx, { tenantId: actor.tenantId, topic: 'review.certify', key: `${campaign.id}:${item.id}:${version + 1}` })
    return ok({
      value: { items: 1 },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      ...(note ? { purpose: note } : {}),
      detail: { campaign: campaign.id, item: item.id, agree, stage: item.third && item.certifiedBy ? 3 : 2, decision: item.decision, decided_by: item.decidedBy, document: agent.digest },
    })
  },
})
