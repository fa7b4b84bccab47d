import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { command } from './internal/tables'
import { ScheduleIdInput } from './plan-contract'

/** No review is launched by it any more; those that run go on. */
export const endSchedule = command({
  name: 'reviews.schedule.end',
  input: ScheduleIdInput,
  resource: (tx, { scheduleId }, actor) => tx.reviewSchedule.findFirst({ where: { id: scheduleId, tenantId: actor.tenantId } }),
  act: async (tx, { resource: schedule }) => {
    if (schedule.endedAt) return refuse<Refusal>({ code: 'wrong_state', state: 'ended' })
    await tx.reviewSchedule.update({ where: { id: schedule.id }, data: { endedAt: new Date() } })
    return ok({ value: { items: 1 }, subject: { kind: 'review_schedule', id: schedule.id, name: schedule.name }, detail: { next_at: schedule.nextAt.toISOString() } })
  },
})
