import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal, Separated } from '../refusals'
import { QuestionIdInput } from './contract'
import { findQuestion } from './internal/find-item'
import { changesOf } from './internal/item-views'
import { isOpen } from './internal/questions'
import { command } from './internal/tables'

/** Takes a question back, so that its item can be decided without the answer. */
export const withdrawQuestion = command({
  name: 'reviews.question.withdraw',
  input: QuestionIdInput,
  resource: (tx, { questionId }, actor) => findQuestion(tx, actor.tenantId, questionId),
  act: async (tx, { actor, resource: { question, item, campaign } }) => {
    if (actor.id !== question.askedBy && actor.id !== item.reviewerId) return refuse<Separated>({ code: 'separated', rule: 'only_its_reviewer_decides' })
    if (!isOpen(question)) return refuse<Refusal>({ code: 'wrong_state', state: question.answeredAt ? 'answered' : 'taken_back' })
    await tx.reviewQuestion.update({ where: { id: question.id }, data: { withdrawnAt: new Date() } })
    await tx.reviewItem.update({ where: { id: item.id }, data: { version: item.version + 1 } })
    return ok({
      value: { items: 1, changes: await changesOf(tx, actor, campaign, [item]) },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      detail: { campaign: campaign.id, item: item.id, question: question.id, asked_of: question.askedOf },
    })
  },
})
