import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId } from '@/lib/kernel/ids'
import type { CampaignPlan } from '../contract'
import type { Plan } from './plan'

type Tables = Pick<Tx, 'reviewCampaign' | 'reviewItem'>
type Launch = { tenantId: string; plan: CampaignPlan; dueAt: Date; planned: Plan; by: { id: string; name: string }; scheduleId: string | null; now: Date }

/** Freezes what is reviewed and asks the reviewers: by a person's launch, and by a schedule in their name. */
export async function writeCampaign(tx: Tables, { tenantId, plan, dueAt, planned: { items, check }, by, scheduleId, now }: Launch): Promise<string> {
  const id = newId<'review_campaign'>()
  await tx.reviewCampaign.create({
    data: {
      id, tenantId, name: plan.name, scope: plan.scope, scopeValue: plan.value || null, reviewers: plan.reviewers, reviewerId: plan.reviewer ?? null, fallbackId: plan.fallback,
      noResponse: plan.no_response, independence: plan.independence, stages: plan.stages, secondLook: plan.second_look, graceDays: plan.grace_days, scheduleId,
      dueAt, snapshotDigest: check.snapshot, launchCheck: check, createdBy: by.id, createdByName: by.name, launchedAt: now,
    },
  }) // prettier-ignore
  await tx.reviewItem.createMany({
    data: items.map(({ evidence, reviewer, second, third }) => ({
      id: newId<'review_item'>(), tenantId, campaignId: id, agentId: evidence.agent.id, agentName: evidence.agent.name, riskLevel: evidence.agent.risk_level,
      evidence, digest: digestOf(evidence), documentDigest: evidence.document.digest, changed: evidence.changed_because.length > 0, second, third, reviewerId: reviewer.id,
    })),
  }) // prettier-ignore
  return id
}
