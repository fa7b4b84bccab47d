import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CONFIRM_FROM } from './contract'
import { checkOf, PLANNING_MS } from './internal/plan'
import { viewOf } from './internal/schedules'
import { command } from './internal/tables'
import { AddScheduleInput } from './plan-contract'

const SCHEDULES_MAX = 50

/**
 * Has a review launched again and again, in the name of whoever sets it up. What no answer may cost is confirmed as it
 * would be today: a review that would cost more is not launched before a person has read its launch check.
 */
export const addSchedule = command({
  name: 'reviews.schedule.add',
  input: AddScheduleInput,
  timeoutMs: PLANNING_MS,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }) => {
    const { every, due_days, first_at, confirm, ...plan } = input
    if ((await tx.reviewSchedule.count({ where: { tenantId: actor.tenantId, endedAt: null } })) >= SCHEDULES_MAX) return refuse<Refusal>({ code: 'invalid', fields: { every: `there are ${SCHEDULES_MAX} schedules already: end one first` } })
    const now = new Date()
    const checked = await checkOf(tx, actor.tenantId, plan, now)
    if (!checked.ok) return checked
    const check = checked.value
    if (check.confirm && confirm !== plan.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${plan.name}\`, exactly: without an answer ${check.loses.agents} agents lose access` } })
    const id = newId<'review_schedule'>()
    const schedule = await tx.reviewSchedule.create({
      data: {
        id, tenantId: actor.tenantId, plan: JSON.parse(JSON.stringify(plan)) as object, name: plan.name, every, dueDays: due_days, nextAt: new Date(first_at),
        losesMax: Math.max(CONFIRM_FROM - 1, check.loses.agents), createdBy: actor.id, createdByName: actor.name, createdAt: now,
      },
    }) // prettier-ignore
    return ok({
      value: viewOf(schedule),
      subject: { kind: 'review_schedule', id, name: plan.name },
      detail: { every, due_days, first_at, scope: plan.scope, value: plan.value ?? null, no_response: plan.no_response, stages: plan.stages, loses_max: schedule.losesMax },
    })
  },
})
