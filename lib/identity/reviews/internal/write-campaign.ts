import { publish } from '@/lib/db/outbox'
import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { newId } from '@/lib/kernel/ids'
import type { CampaignPlan } from '../contract'
import type { Trigger } from '../terms'
import type { Plan } from './plan'

type Tables = Pick<Tx, 'reviewCampaign' | 'outbox' | '$executeRaw'>
const ITEMS_AT_ONCE = 100

type Launch = { tenantId: string; plan: CampaignPlan; dueAt: Date; planned: Plan; by: { id: string; name: string }; scheduleId: string | null; trigger?: Trigger; now: Date }

/** Freezes what is reviewed and asks the reviewers: by a person's launch, and by a schedule in their name. */
export async function writeCampaign(tx: Tables, { tenantId, plan, dueAt, planned: { items, check }, by, scheduleId, trigger, now }: Launch): Promise<string> {
  const id = newId<'review_campaign'>()
  await tx.reviewCampaign.create({
    data: {
      id, tenantId, name: plan.name, scope: plan.scope, scopeValue: plan.value || null, reviewers: plan.reviewers, reviewerId: plan.reviewer ?? null, fallbackId: plan.fallback,
      noResponse: plan.no_response, independence: plan.independence, stages: plan.stages, secondLook: plan.second_look, graceDays: plan.grace_days, scheduleId, phaseFrom: plan.phase_from, phaseFailures: plan.phase_failures, trigger: trigger ?? null,
      dueAt, snapshotDigest: check.snapshot, launchCheck: check, createdBy: by.id, createdByName: by.name, launchedAt: now,
    },
  }) // prettier-ignore
  for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
    const rows = items.slice(start, start + ITEMS_AT_ONCE).map(({ evidence, reviewer, second, third }) => ({
      id: newId<'review_item'>(), agent_id: evidence.agent.id, agent_name: evidence.agent.name, risk_level: evidence.agent.risk_level, evidence, digest: digestOf(evidence),
      document_digest: evidence.document.digest, changed: evidence.changed_because.length > 0, second, third, reviewer_id: reviewer.id,
    })) // prettier-ignore
    // One parameter for many rows: a statement of twenty thousand parameters takes seconds to build, and all others wait.
    await tx.$executeRaw`
      insert into review_item (id, tenant_id, campaign_id, agent_id, agent_name, risk_level, evidence, digest, document_digest, changed, second, third, reviewer_id)
      select r.id, ${tenantId}::uuid, ${id}::uuid, r.agent_id, r.agent_name, r.risk_level, r.evidence, r.digest, r.document_digest, r.changed, r.second, r.third, r.reviewer_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, agent_id uuid, agent_name text, risk_level text, evidence jsonb, digest text, document_digest text,
        changed boolean, second boolean, third boolean, reviewer_id uuid)`
  }
  await publish(tx, { tenantId, topic: 'review.opened', key: id })
  return id
}
