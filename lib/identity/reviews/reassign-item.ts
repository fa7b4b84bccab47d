import { publish } from '@/lib/db/outbox'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal, Separated } from '../refusals'
import { ReassignInput } from './contract'
import { findItem } from './internal/find-item'
import { changesOf, isOver, mayReassign } from './internal/item-views'
import { liveAgents } from './internal/live'
import { personWithAccess } from './internal/plan'
import { command } from './internal/tables'
import { whySecond } from './separation'

/** Gives an item to another reviewer, who decides anew. What needed a second person still does, and more may. */
export const reassignItem = command({
  name: 'reviews.item.reassign',
  input: ReassignInput,
  resource: (tx, { itemId }, actor) => findItem(tx, actor.tenantId, itemId),
  act: async (tx, { actor, input: { version, to, note }, resource: { item, campaign } }) => {
    if (!mayReassign(actor, item)) return refuse<Refusal>({ code: 'separated', rule: 'only_its_reviewer_or_an_administrator_reassigns' })
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    if (item.state !== 'open' && item.state !== 'decided') return refuse<Refusal>({ code: 'wrong_state', state: item.state === 'final' ? 'final' : 'submitted' })
    if (item.version !== version) return refuse<Refusal>({ code: 'conflict', detail: `${item.agentName} was changed since you read it: read it again` })
    const person = await personWithAccess(tx, actor.tenantId, to)
    if (!person) return refuse<Refusal>({ code: 'invalid', fields: { to: 'is nobody here with access' } })
    const agent = (await liveAgents(tx, actor.tenantId, [item.agentId])).get(item.agentId)
    if (campaign.independence === 'strict' && agent?.requesters.includes(to)) return refuse<Separated>({ code: 'separated', rule: 'nobody_reviews_what_they_asked_for' })
    const second = item.second || (agent !== undefined && whySecond(agent, to) !== null)
    // Whoever was asked has it now, and needs no answer of their own.
    await tx.reviewQuestion.updateMany({ where: { itemId: item.id, tenantId: actor.tenantId, askedOf: to, answeredAt: null, withdrawnAt: null }, data: { withdrawnAt: new Date() } })
    await tx.reviewItem.update({
      where: { id: item.id },
      data: { reviewerId: to, second, state: 'open', version: version + 1, decision: null, comment: null, removes: [], keeps: [], decidedBy: null, decidedAt: null, decidedDocument: null },
    })
    // One event for each time it is given on: the version is part of what it is known by.
    if (to !== actor.id) await publish(tx, { tenantId: actor.tenantId, topic: 'review.assigned', key: `${item.id}:${version + 1}` })
    return ok({
      value: { items: 1, changes: await changesOf(tx, actor, campaign, [item]) },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      purpose: note,
      detail: { campaign: campaign.id, item: item.id, from: item.reviewerId, to, second },
    })
  },
})
