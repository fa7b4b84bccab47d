import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { LaunchCampaignInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { planOf } from './internal/plan'
import { nextAfter } from './internal/schedules'
import { command } from './internal/tables'
import { writeCampaign } from './internal/write-campaign'

/**
 * Freezes what is reviewed and asks the reviewers, exactly as the launch check said. Only a person launches: what was
 * never answered is settled in their name. A schedule that waited for that goes on, and may next time cost as much.
 */
export const launchCampaign = command({
  name: 'reviews.campaign.launch',
  input: LaunchCampaignInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }) => {
    const { snapshot, confirm, schedule: scheduleId, due_at, ...plan } = input
    const now = new Date()
    const planned = await planOf(tx, actor.tenantId, plan, now)
    if (!planned.ok) return planned
    const { check } = planned.value
    if (check.agents === 0) return refuse<Refusal>({ code: 'invalid', fields: { scope: 'has no agent to review' } })
    if (check.snapshot !== snapshot) return refuse<Refusal>({ code: 'conflict', detail: 'what would be reviewed has changed since the launch check: read it again' })
    if (check.confirm && confirm !== plan.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${plan.name}\`, exactly: without an answer ${check.loses.agents} agents lose access` } })
    const schedule = scheduleId === undefined ? null : await tx.reviewSchedule.findFirst({ where: { id: scheduleId, tenantId: actor.tenantId, endedAt: null } })
    if (scheduleId !== undefined && !schedule) return refuse<Refusal>({ code: 'not_found' })
    const id = await writeCampaign(tx, { tenantId: actor.tenantId, plan, dueAt: new Date(due_at), planned: planned.value, by: actor, scheduleId: schedule?.id ?? null, now })
    if (schedule)
      await tx.reviewSchedule.update({ where: { id: schedule.id }, data: { nextAt: nextAfter(schedule, now), heldBecause: null, losesMax: Math.max(schedule.losesMax, check.loses.agents) } })
    return ok({
      value: await campaignView(tx, actor, id),
      subject: { kind: 'review', id, name: plan.name },
      detail: {
        agents: check.agents, reviewers: check.reviewers.length, no_response: plan.no_response, due_at, snapshot, scope: plan.scope, value: plan.value ?? null,
        stages: plan.stages, independence: plan.independence, ...(schedule ? { schedule: schedule.id } : {}),
      }, // prettier-ignore
    })
  },
})
