import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CancelLaunchInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { command } from './internal/tables'

/** Ends a launch whose evidence is still being gathered: nobody was asked anything, and nobody will be. One that is open is not taken back. */
export const cancelLaunch = command({
  name: 'reviews.campaign.cancel',
  input: CancelLaunchInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { reason }, resource: campaign }) => {
    const { id, name } = campaign
    if (campaign.openedAt || campaign.cancelledAt) return refuse<Refusal>({ code: 'wrong_state', state: campaign.openedAt ? 'running' : 'cancelled' })
    const gathered = await tx.reviewItem.count({ where: { campaignId: id } })
    await tx.reviewCampaign.update({ where: { id }, data: { cancelledAt: new Date(), cancelledByName: actor.name, cancelledBecause: reason } })
    return ok({ value: await campaignView(tx, actor, id), subject: { kind: 'review', id, name }, purpose: reason, detail: { campaign: id, gathered } })
  },
})
