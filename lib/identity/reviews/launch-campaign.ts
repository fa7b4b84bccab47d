import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { LaunchCampaignInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { PLANNING_MS, stage } from './internal/plan'
import { nextAfter } from './internal/schedules'
import { command } from './internal/tables'
import { writeCampaign } from './internal/write-campaign'

/**
 * Fixes what is reviewed, which document of it and who reviews it, exactly as the launch check said: all of it at this
 * moment, however many there are. Of many the evidence is gathered afterwards, and each says as of when; reviewers are
 * asked once all of it is there. Only a person launches: what was never answered is settled in their name. A schedule that waited for that goes on, and may next time cost as much.
 */
export const launchCampaign = command({
  name: 'reviews.campaign.launch',
  input: LaunchCampaignInput,
  timeoutMs: PLANNING_MS,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }) => {
    const { snapshot, confirm, schedule: scheduleId, due_at, ...plan } = input
    const now = new Date()
    const id = newId<'review_campaign'>()
    const staged = await stage(tx, actor.tenantId, plan, { campaignId: id, now })
    if (!staged.ok) return staged
    const check = staged.value
    if (check.agents === 0) return refuse<Refusal>({ code: 'invalid', fields: { scope: 'has no agent to review' } })
    if (check.snapshot !== snapshot) return refuse<Refusal>({ code: 'conflict', detail: 'what would be reviewed has changed since the launch check: read it again' })
    if (check.confirm && confirm !== plan.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${plan.name}\`, exactly: without an answer ${check.loses.agents} agents lose access` } })
    const schedule = scheduleId === undefined ? null : await tx.reviewSchedule.findFirst({ where: { id: scheduleId, tenantId: actor.tenantId, endedAt: null } })
    if (scheduleId !== undefined && !schedule) return refuse<Refusal>({ code: 'not_found' })
    const opened = await writeCampaign(tx, { id, tenantId: actor.tenantId, plan, dueAt: new Date(due_at), check, by: actor, scheduleId: schedule?.id ?? null, now })
    if (schedule)
      await tx.reviewSchedule.update({ where: { id: schedule.id }, data: { nextAt: nextAfter(schedule, now), heldBecause: null, losesMax: Math.max(schedule.losesMax, check.loses.agents) } })
    return ok({
      value: await campaignView(tx, actor, id),
      subject: { kind: 'review', id, name: plan.name },
      detail: {
        agents: check.agents, reviewers: check.reviewer_count, opened, no_response: plan.no_response, due_at, snapshot, scope: plan.scope, value: plan.value ?? null,
        stages: plan.stages, independence: plan.independence, ...(schedule ? { schedule: schedule.id } : {}),
      }, // prettier-ignore
    })
  },
})
