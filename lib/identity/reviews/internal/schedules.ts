import type { ReviewSchedule } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { StoredPlan, type ScheduleView } from '../plan-contract'
import type { Every } from '../terms'

const MONTHS: Record<Exclude<Every, 'weekly'>, number> = { monthly: 1, quarterly: 3, half_yearly: 6, yearly: 12 }
const WEEK_MS = 7 * 86_400_000

/** The next date of a schedule, later than now: the same time of day, and the month's last day where it is shorter. Pure. */
export function nextAfter({ nextAt, every }: { nextAt: Date; every: string }, now: Date): Date {
  if (every === 'weekly') return new Date(nextAt.getTime() + (1 + Math.max(0, Math.floor((now.getTime() - nextAt.getTime()) / WEEK_MS))) * WEEK_MS)
  const step = MONTHS[every as Exclude<Every, 'weekly'>]
  for (let months = step; ; months += step) {
    const next = monthsAfter(nextAt, months)
    if (next > now) return next
  }
}

function monthsAfter(from: Date, months: number): Date {
  const first = new Date(from)
  first.setUTCDate(1)
  first.setUTCMonth(first.getUTCMonth() + months)
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(from.getUTCDate(), days))
  return first
}

/** Schedules that go on, the next date first. */
export async function scheduleViews(tx: Pick<Tx, 'reviewSchedule' | '$queryRaw'>, tenantId: string): Promise<ScheduleView[]> {
  const schedules = await tx.reviewSchedule.findMany({ where: { tenantId, endedAt: null }, orderBy: [{ nextAt: 'asc' }, { id: 'asc' }] })
  const last = asRows<{ schedule_id: string; id: string; name: string; launched_at: Date }>(
    await tx.$queryRaw`
      select distinct on (c.schedule_id) c.schedule_id, c.id, c.name, c.launched_at from review_campaign c
      where c.tenant_id = ${tenantId}::uuid and c.schedule_id = any(${schedules.map(({ id }) => id)}::uuid[]) order by c.schedule_id, c.launched_at desc`,
  )
  return schedules.map((one) => viewOf(one, last.find(({ schedule_id }) => schedule_id === one.id)))
}

export function viewOf(schedule: ReviewSchedule, last?: { id: string; name: string; launched_at: Date }): ScheduleView {
  return {
    id: schedule.id, name: schedule.name, plan: StoredPlan.safeParse(schedule.plan).data ?? null, every: schedule.every as Every, due_days: schedule.dueDays, next_at: schedule.nextAt.toISOString(),
    loses_max: schedule.losesMax, held_because: schedule.heldBecause, created_by: { id: schedule.createdBy, name: schedule.createdByName },
    last: last ? { id: last.id, name: last.name, launched_at: last.launched_at.toISOString() } : null,
  } // prettier-ignore
}
