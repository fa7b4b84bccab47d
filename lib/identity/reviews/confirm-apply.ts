import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { ConfirmApplyInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { command } from './internal/tables'
import { phasesOf } from './phases'

/** Lets decisions that take access from many be applied: those that were read to wait, a phase at a time, and no later ones. */
export const confirmApply = command({
  name: 'reviews.apply.confirm',
  input: ConfirmApplyInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { held: read, confirm }, resource: campaign }) => {
    const of = { campaignId: campaign.id, tenantId: actor.tenantId, state: 'final', decision: { not: 'keep' }, phase: null }
    const unphased = await tx.reviewItem.findMany({ where: of, select: { id: true, riskLevel: true, effect: true } })
    const held = unphased.filter(({ effect }) => effect === 'pending')
    if (unphased.length <= campaign.phaseFrom || held.length === 0) return refuse<Refusal>({ code: 'wrong_state', state: 'waiting_for_nothing' })
    if (held.length !== read) return refuse<Refusal>({ code: 'conflict', detail: `${held.length} decisions wait by now: read them again` })
    if (confirm !== campaign.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${campaign.name}\`, exactly: ${held.length} agents lose access` } })
    const phases = [...phasesOf(held)].map(([id, phase]) => ({ id, phase }))
    await tx.$executeRaw`
      update review_item i set phase = r.phase, version = i.version + 1 from jsonb_to_recordset(${JSON.stringify(phases)}::jsonb) r(id uuid, phase int)
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
    // Those that went before are counted no more: as many may again go without a confirmation.
    await tx.reviewItem.updateMany({ where: of, data: { phase: 0 } })
    await tx.reviewCampaign.update({
      where: { id: campaign.id },
      data: { phase: 1, phaseTakes: held.length, phaseConfirmedByName: actor.name, phaseConfirmedAt: new Date(), heldNotedAt: null, phasePausedAt: null, phasePausedByName: null, phasePausedBecause: null },
    })
    return ok({
      value: await campaignView(tx, actor, campaign.id),
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: { campaign: campaign.id, items: held.length, phases: [1, 2, 3].map((each) => phases.filter(({ phase }) => phase === each).length) },
    })
  },
})
