import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { personWithAccess } from './internal/plan'
import { command } from './internal/tables'
import { triggerViews } from './internal/trigger-views'
import { SetTriggerInput, type TriggerView } from './plan-contract'

/** Says whether what happens to an agent opens a review of it, in the name of who says so. What has been opened goes on. */
export const setTrigger = command({
  name: 'reviews.trigger.set',
  input: SetTriggerInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { event, enabled, reviewers, fallback, due_days, inactive_days } }) => {
    if (!(await personWithAccess(tx, actor.tenantId, fallback))) return refuse<Refusal>({ code: 'invalid', fields: { fallback: 'is nobody here with access' } })
    const rule = { enabled, reviewers, fallbackId: fallback, dueDays: due_days, inactiveDays: event === 'inactive' ? inactive_days : null, setBy: actor.id, setByName: actor.name, setAt: new Date() }
    await tx.reviewTrigger.upsert({ where: { tenantId_event: { tenantId: actor.tenantId, event } }, create: { tenantId: actor.tenantId, event, ...rule }, update: rule })
    const value = (await triggerViews(tx, actor.tenantId)).find((one) => one.event === event) as TriggerView
    return ok({ value, subject: { kind: 'review_trigger', id: actor.tenantId, name: event }, detail: { event, enabled, reviewers, fallback, due_days, inactive_days: rule.inactiveDays } })
  },
})
