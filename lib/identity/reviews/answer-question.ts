import { publish } from '@/lib/db/outbox'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal, Separated } from '../refusals'
import { AnswerInput } from './contract'
import { findQuestion } from './internal/find-item'
import { changesOf, isOver } from './internal/item-views'
import { isOpen } from './internal/questions'
import { command } from './internal/tables'

/** Answers in place; the item goes on, and whoever decides reads it. An answer is given once, by whoever was asked. */
export const answerQuestion = command({
  name: 'reviews.question.answer',
  input: AnswerInput,
  resource: (tx, { questionId }, actor) => findQuestion(tx, actor.tenantId, questionId),
  act: async (tx, { actor, input: { answer }, resource: { question, item, campaign } }) => {
    if (actor.id !== question.askedOf) return refuse<Separated>({ code: 'separated', rule: 'only_who_was_asked_answers' })
    if (!isOpen(question)) return refuse<Refusal>({ code: 'wrong_state', state: question.answeredAt ? 'answered' : 'taken_back' })
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    await tx.reviewQuestion.update({ where: { id: question.id }, data: { answer, answeredAt: new Date() } })
    await publish(tx, { tenantId: actor.tenantId, topic: 'review.answer', key: question.id })
    // Whoever decides has to have read it.
    await tx.reviewItem.update({ where: { id: item.id }, data: { version: item.version + 1 } })
    return ok({
      value: { items: 1, changes: await changesOf(tx, actor, campaign, [item]) },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      purpose: answer,
      detail: { campaign: campaign.id, item: item.id, question: question.id, asked_by: question.askedBy },
    })
  },
})
