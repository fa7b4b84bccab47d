import { CampaignIdInput } from './contract'
import { findCampaignView } from './internal/campaign-view'
import { query } from './internal/tables'

export const getCampaign = query({
  name: 'reviews.campaign.get',
  input: CampaignIdInput,
  answer: (tx, { actor, input }) => findCampaignView(tx, actor, input.campaignId),
})
