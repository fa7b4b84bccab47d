import { digestOf } from '@/lib/kernel/canonical-json'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { LaunchCampaignInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { planOf } from './internal/plan'
import { command } from './internal/tables'

/**
 * Freezes what is reviewed and asks the reviewers, exactly as the launch check said. Only a person launches: what was
 * never answered is settled in their name.
 */
export const launchCampaign = command({
  name: 'reviews.campaign.launch',
  input: LaunchCampaignInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }) => {
    const { snapshot, confirm, ...plan } = input
    const now = new Date()
    const planned = await planOf(tx, actor.tenantId, plan, now)
    if (!planned.ok) return planned
    const { items, check } = planned.value
    if (check.agents === 0) return refuse<Refusal>({ code: 'invalid', fields: { scope: 'has no agent to review' } })
    if (check.snapshot !== snapshot) return refuse<Refusal>({ code: 'conflict', detail: 'what would be reviewed has changed since the launch check: read it again' })
    if (check.confirm && confirm !== plan.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${plan.name}\`, exactly: without an answer ${check.loses.agents} agents lose access` } })
    const id = newId<'review_campaign'>()
    await tx.reviewCampaign.create({
      data: {
        id, tenantId: actor.tenantId, name: plan.name, scope: plan.scope, scopeValue: plan.value || null, reviewers: plan.reviewers, fallbackId: plan.fallback,
        noResponse: plan.no_response, independence: plan.independence, dueAt: new Date(plan.due_at), snapshotDigest: snapshot, launchCheck: check, createdBy: actor.id, createdByName: actor.name, launchedAt: now,
      },
    }) // prettier-ignore
    await tx.reviewItem.createMany({
      data: items.map(({ evidence, reviewer, second }) => ({
        id: newId<'review_item'>(), tenantId: actor.tenantId, campaignId: id, agentId: evidence.agent.id, agentName: evidence.agent.name, riskLevel: evidence.agent.risk_level,
        evidence, digest: digestOf(evidence), documentDigest: evidence.document.digest, changed: evidence.changed_because.length > 0, second, reviewerId: reviewer.id,
      })),
    }) // prettier-ignore
    return ok({
      value: await campaignView(tx, actor, id),
      subject: { kind: 'review', id, name: plan.name },
      detail: { agents: check.agents, reviewers: check.reviewers.length, no_response: plan.no_response, due_at: plan.due_at, snapshot, scope: plan.scope, value: plan.value ?? null },
    })
  },
})
