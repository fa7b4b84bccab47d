import type { ReviewSchedule } from '@/generated/prisma/client'
import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { newId, trustedId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CONFIRM_FROM, type LaunchCheck } from './contract'
import { PLANNING_MS, stage } from './internal/plan'
import { nextAfter } from './internal/schedules'
import { command } from './internal/tables'
import { writeCampaign } from './internal/write-campaign'
import { ScheduleIdInput, StoredPlan } from './plan-contract'

const DAY_MS = 86_400_000
const SCHEDULES_MAX = 20

const launchDue = command({
  name: 'reviews.schedule.launch',
  input: ScheduleIdInput,
  timeoutMs: PLANNING_MS,
  resource: (tx, { scheduleId }, actor) => tx.reviewSchedule.findFirst({ where: { id: scheduleId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: schedule }) => {
    const now = new Date()
    if (schedule.endedAt || schedule.heldBecause) return refuse<Refusal>({ code: 'wrong_state', state: schedule.endedAt ? 'ended' : 'held' })
    if (schedule.nextAt > now) return refuse<Refusal>({ code: 'wrong_state', state: 'not_due' })
    const plan = { ...StoredPlan.parse(schedule.plan), name: `${schedule.name}, ${now.toISOString().slice(0, 10)}`.slice(0, 120) }
    const campaign = newId<'review_campaign'>()
    const planned = await stage(tx, actor.tenantId, plan, { campaignId: campaign, now })
    const why = planned.ok ? await whyHeld(tx, schedule, planned.value) : Object.values(planned.refusal.fields).map((problem) => `who reviews it ${problem}`).join('; ')
    const subject = { kind: 'review_schedule', id: schedule.id, name: schedule.name }
    if (why !== null || !planned.ok) {
      await tx.$executeRaw`delete from review_gathering where campaign_id = ${campaign}::uuid`
      await tx.reviewSchedule.update({ where: { id: schedule.id }, data: { heldBecause: why } })
      return ok({ value: null, result: 'failed' as const, reason: 'held_for_a_person', subject, detail: { because: why } })
    }
    const next = nextAfter(schedule, now)
    await tx.reviewSchedule.update({ where: { id: schedule.id }, data: { nextAt: next } })
    const check = planned.value
    if (check.agents === 0) return ok({ value: null, subject, detail: { agents: 0, next_at: next.toISOString() } })
    const dueAt = new Date(now.getTime() + schedule.dueDays * DAY_MS)
    await writeCampaign(tx, { id: campaign, tenantId: actor.tenantId, plan, dueAt, check, by: { id: schedule.createdBy, name: schedule.createdByName }, scheduleId: schedule.id, now })
    return ok({
      value: campaign,
      subject,
      detail: { campaign, name: plan.name, agents: check.agents, due_at: dueAt.toISOString(), snapshot: check.snapshot, in_the_name_of: schedule.createdBy, loses: check.loses.agents, next_at: next.toISOString() },
    })
  },
})

/** Why a person has to launch it this time; null: it goes by itself. */
async function whyHeld(tx: Pick<Tx, '$queryRaw'>, schedule: ReviewSchedule, check: LaunchCheck): Promise<string | null> {
  const [author] = asRows<{ live: boolean }>(
    await tx.$queryRaw`select (status = 'active' and password_hash is not null and role = 'admin') as live from person where id = ${schedule.createdBy}::uuid`,
  )
  if (!author?.live) return `${schedule.createdByName}, in whose name it is launched, is no administrator any more`
  if (check.loses.agents >= CONFIRM_FROM && check.loses.agents > schedule.losesMax)
    return `without an answer ${check.loses.agents} agents would lose access, ${check.loses.production} of them in production; at most ${schedule.losesMax} were confirmed`
  return null
}

/**
 * Launches what is due. Any number of processes may: of two, one finds that it is no longer due. One that fails holds up
 * no other; the first fault is thrown when all were tried.
 */
export async function launchSchedules(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>('select id, tenant_id from review_schedule where next_at <= now() and ended_at is null and held_because is null order by next_at limit $1', [SCHEDULES_MAX]),
  )
  const faults: unknown[] = []
  for (const { id, tenant_id } of due.rows) {
    const job = { kind: 'job', tenantId: trustedId<'tenant'>(tenant_id), id: 'reviews.schedule', name: 'The review’s schedule' } as const
    await launchDue(job, { scheduleId: id }).catch((fault: unknown) => faults.push(fault))
  }
  if (faults.length > 0) throw faults[0]
}
