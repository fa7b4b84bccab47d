import { publish } from '@/lib/db/outbox'
import type { Tx } from '@/lib/db/transaction'
import type { CampaignPlan, LaunchCheck } from '../contract'
import type { Trigger } from '../terms'
import { gather, GATHER_AT_ONCE } from './gather'

type Tables = Pick<Tx, 'reviewCampaign' | 'outbox' | '$executeRaw' | '$queryRaw'>
type Launch = { id: string; tenantId: string; plan: CampaignPlan; dueAt: Date; check: LaunchCheck; by: { id: string; name: string }; scheduleId: string | null; trigger?: Trigger; now: Date }

/**
 * Writes down the campaign whose agents were fixed under its id: by a person's launch, and by a schedule in their name.
 * Few have their evidence at once and are asked about; of many it is gathered by and by, and nobody is asked before it is
 * there. Returns whether it is open.
 */
export async function writeCampaign(tx: Tables, { id, tenantId, plan, dueAt, check, by, scheduleId, trigger, now }: Launch): Promise<boolean> {
  const isFew = check.agents <= GATHER_AT_ONCE
  await tx.reviewCampaign.create({
    data: {
      id, tenantId, name: plan.name, scope: plan.scope, scopeValue: plan.value || null, reviewers: plan.reviewers, reviewerIds: plan.named ?? [], fallbackId: plan.fallback,
      noResponse: plan.no_response, unsubmitted: plan.unsubmitted, independence: plan.independence, stages: plan.stages, secondLook: plan.second_look, graceDays: plan.grace_days, scheduleId, phaseFrom: plan.phase_from, phaseFailures: plan.phase_failures, trigger: trigger ?? null,
      dueAt, snapshotDigest: check.snapshot, launchCheck: check, createdBy: by.id, createdByName: by.name, launchedAt: now, openedAt: isFew ? now : null,
    },
  }) // prettier-ignore
  if (!isFew) return false
  await gather(tx, tenantId, id, now)
  await publish(tx, { tenantId, topic: 'review.opened', key: id })
  return true
}
