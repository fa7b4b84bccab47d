import { ok, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Invalid, Refusal } from '../refusals'
import { PreviewCampaignInput, type LaunchCheck } from './contract'
import { planOf } from './internal/plan'
import { query } from './internal/tables'

const check = query({
  name: 'reviews.campaign.preview',
  input: PreviewCampaignInput,
  answer: (tx, { actor, input: { due_at: _due, ...plan } }) => planOf(tx, actor.tenantId, plan, new Date()),
})

/** The launch check: what a launch would freeze, whom it would ask, and what silence would cost. */
export const previewCampaign = Object.assign(
  async (actor: Actor, raw: unknown): Promise<Result<LaunchCheck, Refusal | Invalid>> => {
    const planned = await check(actor, raw)
    if (!planned.ok) return planned
    return planned.value.ok ? ok(planned.value.value.check) : planned.value
  },
  { permission: check.permission, input: check.input },
)
