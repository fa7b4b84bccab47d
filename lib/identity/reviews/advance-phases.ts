import { hotTransaction } from '@/lib/db/hot'
import { publish } from '@/lib/db/outbox'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CampaignIdInput } from './contract'
import { stepsOf } from './internal/apply-view'
import { command } from './internal/tables'
import { applier } from './internal/take-effect'
import { mayFail } from './phases'
import { PHASE_SHARES } from './terms'

const CAMPAIGNS_MAX = 20
const LAST = PHASE_SHARES.length

/**
 * The next phase, where the one before was applied and looked at, and no more failed than may; a pause, where more did;
 * and a note, once, that something waits for a person.
 */
const advance = command({
  name: 'reviews.apply.phase',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    const nothing = refuse<Refusal>({ code: 'wrong_state', state: 'nothing_to_do' })
    if (campaign.phasePausedAt) return nothing
    const { id, name, phase, phaseFailures, phaseAccepted } = campaign
    const subject = { kind: 'review', id, name }
    if (phase !== null) {
      const steps = (await stepsOf(tx, id)).filter((step) => step.phase <= phase)
      const sum = (of: 'items' | 'failed' | 'pending') => steps.reduce((all, step) => all + step[of], 0)
      const [items, failed, pending] = [sum('items'), sum('failed'), sum('pending')]
      const detail = { campaign: id, phase, items, failed, pending }
      if (failed - phaseAccepted > mayFail(items, phaseFailures)) {
        const because = `${failed} of ${items} failed or drifted back: more than ${phaseFailures} %`
        await tx.reviewCampaign.update({ where: { id }, data: { phasePausedAt: new Date(), phasePausedByName: null, phasePausedBecause: because } })
        await publish(tx, { tenantId: actor.tenantId, topic: 'review.apply_waiting', key: `${id}:paused:${phase}:${failed}` })
        return ok({ value: null, result: 'failed' as const, reason: 'paused', subject, detail: { ...detail, because } })
      }
      if (pending === 0 && phase < LAST) {
        await tx.reviewCampaign.update({ where: { id }, data: { phase: phase + 1 } })
        return ok({ value: null, subject, detail: { ...detail, next: phase + 1 } })
      }
    }
    const of = { campaignId: id, tenantId: actor.tenantId, state: 'final', decision: { not: 'keep' }, phase: null }
    const held = await tx.reviewItem.count({ where: { ...of, effect: 'pending' } })
    if (campaign.heldNotedAt || held === 0 || (await tx.reviewItem.count({ where: of })) <= campaign.phaseFrom) return nothing
    await tx.reviewCampaign.update({ where: { id }, data: { heldNotedAt: new Date() } })
    await publish(tx, { tenantId: actor.tenantId, topic: 'review.apply_waiting', key: `${id}:held:${held}` })
    return ok({ value: null, result: 'failed' as const, reason: 'held_for_a_person', subject, detail: { campaign: id, held } })
  },
})

/** Looks after what takes access away and is not applied yet. Any number of processes may. */
export async function advancePhases(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>(
      `select id, tenant_id from review_campaign where phase_paused_at is null and id in (select campaign_id from review_item where effect = 'pending' and decision <> 'keep') order by due_at limit $1`,
      [CAMPAIGNS_MAX],
    ),
  )
  for (const { id, tenant_id } of due.rows) await advance(applier(trustedId<'tenant'>(tenant_id)), { campaignId: id })
}
