import { publish } from '@/lib/db/outbox'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { AskInput } from './contract'
import { findItem } from './internal/find-item'
import { changesOf, isOver } from './internal/item-views'
import { liveAgents } from './internal/live'
import { askableOf, namesWithAccess, waitingForAnswer } from './internal/questions'
import { command } from './internal/tables'
import { whyNotDecide } from './separation'

/**
 * Asks somebody who knows, instead of deciding on what one does not: the item waits, and what was decided and not
 * submitted is open again. What waits when the review is over is settled by its rule for no answer.
 */
export const askAbout = command({
  name: 'reviews.item.ask',
  input: AskInput,
  resource: (tx, { itemId }, actor) => findItem(tx, actor.tenantId, itemId),
  act: async (tx, { actor, input: { version, of, question }, resource: { item, campaign } }) => {
    const barred = whyNotDecide(actor, item)
    if (barred) return refuse<Refusal>(barred)
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    if (item.state !== 'open' && item.state !== 'decided') return refuse<Refusal>({ code: 'wrong_state', state: item.state === 'final' ? 'final' : 'submitted' })
    if (item.version !== version) return refuse<Refusal>({ code: 'conflict', detail: `${item.agentName} was changed since you read it: read it again` })
    if ((await waitingForAnswer(tx, actor.tenantId, [item.id])).size > 0) return refuse<Refusal>({ code: 'wrong_state', state: 'waiting_for_an_answer' })
    const agent = (await liveAgents(tx, actor.tenantId, [item.agentId])).get(item.agentId)
    if (!agent) return refuse<Refusal>({ code: 'wrong_state', state: 'retired' })
    const people = await namesWithAccess(tx, actor.tenantId, [agent.ownerId, agent.sponsorId, ...agent.requesters])
    const asked = askableOf(agent, actor.id, people).find(({ id }) => id === of)
    if (!asked) return refuse<Refusal>({ code: 'invalid', fields: { of: `is neither the owner nor the sponsor of ${item.agentName}, nor did they ask for what it has` } })
    const id = newId<'review_question'>()
    await tx.reviewQuestion.create({ data: { id, tenantId: actor.tenantId, campaignId: campaign.id, itemId: item.id, askedBy: actor.id, askedOf: of, question, askedAt: new Date() } })
    await publish(tx, { tenantId: actor.tenantId, topic: 'review.question', key: id })
    await tx.reviewItem.update({
      where: { id: item.id },
      data: { state: 'open', version: version + 1, decision: null, comment: null, removes: [], keeps: [], decidedBy: null, decidedAt: null, decidedDocument: null },
    })
    return ok({
      value: { items: 1, changes: await changesOf(tx, actor, campaign, [item]) },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      purpose: question,
      detail: { campaign: campaign.id, item: item.id, question: id, asked_of: of, asked_of_name: asked.name },
    })
  },
})
