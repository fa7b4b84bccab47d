import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { RetryInput } from './contract'
import { findItem } from './internal/find-item'
import { command } from './internal/tables'

/** Applies again what failed or drifted back; what is decided stays as it is. */
export const retryItem = command({
  name: 'reviews.item.retry',
  input: RetryInput,
  resource: (tx, { itemId }, actor) => findItem(tx, actor.tenantId, itemId),
  act: async (tx, { actor, input: { version }, resource: { item, campaign } }) => {
    if (item.effect !== 'failed' && item.effect !== 'drifted') return refuse<Refusal>({ code: 'wrong_state', state: item.effect ?? 'not_final' })
    if (item.version !== version) return refuse<Refusal>({ code: 'conflict', detail: `${item.agentName} was changed since you read it: read it again` })
    await tx.reviewItem.update({ where: { id: item.id }, data: { effect: 'pending', effectDetail: null, claimedAt: null, version: version + 1 } })
    return ok({
      value: { items: 1 },
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      detail: { campaign: campaign.id, item: item.id, after: item.effect, asked_by: actor.id },
    })
  },
})
