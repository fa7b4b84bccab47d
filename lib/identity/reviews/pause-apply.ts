import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CampaignIdInput, PauseApplyInput } from './contract'
import { stepsOf } from './internal/apply-view'
import { campaignView } from './internal/campaign-view'
import { command } from './internal/tables'

/** Holds what would take access away; what was begun is ended, and nothing that was applied is undone. */
export const pauseApply = command({
  name: 'reviews.apply.pause',
  input: PauseApplyInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { reason }, resource: campaign }) => {
    if (campaign.phasePausedAt) return refuse<Refusal>({ code: 'wrong_state', state: 'paused' })
    await tx.reviewCampaign.update({ where: { id: campaign.id }, data: { phasePausedAt: new Date(), phasePausedByName: actor.name, phasePausedBecause: reason } })
    return ok({ value: await campaignView(tx, actor, campaign.id), subject: { kind: 'review', id: campaign.id, name: campaign.name }, purpose: reason, detail: { campaign: campaign.id, phase: campaign.phase } })
  },
})

/** Lets it go on; what has failed until now does not pause it once more. */
export const resumeApply = command({
  name: 'reviews.apply.resume',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    if (!campaign.phasePausedAt) return refuse<Refusal>({ code: 'wrong_state', state: 'not_paused' })
    const failed = (await stepsOf(tx, campaign.id)).reduce((sum, step) => sum + step.failed, 0)
    await tx.reviewCampaign.update({ where: { id: campaign.id }, data: { phasePausedAt: null, phasePausedByName: null, phasePausedBecause: null, phaseAccepted: failed } })
    return ok({ value: await campaignView(tx, actor, campaign.id), subject: { kind: 'review', id: campaign.id, name: campaign.name }, detail: { campaign: campaign.id, phase: campaign.phase, failed } })
  },
})
