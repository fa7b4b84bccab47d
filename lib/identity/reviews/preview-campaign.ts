import type { Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Invalid, Refusal } from '../refusals'
import { PreviewCampaignInput, type LaunchCheck } from './contract'
import { checkOf, PLANNING_MS } from './internal/plan'
import { query } from './internal/tables'

const check = query({
  name: 'reviews.campaign.preview',
  input: PreviewCampaignInput,
  answer: (tx, { actor, input: { due_at: _due, ...plan } }) => checkOf(tx, actor.tenantId, plan, new Date()),
  timeoutMs: PLANNING_MS,
})

/** The launch check: what a launch would freeze, whom it would ask, and what silence would cost. */
export const previewCampaign = Object.assign(
  async (actor: Actor, raw: unknown): Promise<Result<LaunchCheck, Refusal | Invalid>> => {
    const checked = await check(actor, raw)
    return checked.ok ? checked.value : checked
  },
  { permission: check.permission, input: check.input },
)
