import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { ConfirmApplyInput } from './contract'
import { campaignView } from './internal/campaign-view'
import { command } from './internal/tables'
import { PHASE_SHARES } from './terms'

const [FIRST, SECOND] = PHASE_SHARES
type Held = { unphased: number; held: number }

/** Lets decisions that take access from many be applied: those that were read to wait, a phase at a time, and no later ones. */
export const confirmApply = command({
  name: 'reviews.apply.confirm',
  input: ConfirmApplyInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { held: read, confirm }, resource: campaign }) => {
    const of = { campaignId: campaign.id, tenantId: actor.tenantId, state: 'final', decision: { not: 'keep' }, phase: null }
    const [{ unphased, held }] = (await heldOf(tx, campaign.id)) as [Held]
    if (unphased <= campaign.phaseFrom || held === 0) return refuse<Refusal>({ code: 'wrong_state', state: 'waiting_for_nothing' })
    if (held !== read) return refuse<Refusal>({ code: 'conflict', detail: `${held} decisions wait by now: read them again` })
    if (confirm !== campaign.name) return refuse<Refusal>({ code: 'invalid', fields: { confirm: `type \`${campaign.name}\`, exactly: ${held} agents lose access` } })
    const phases = asRows<{ items: number }>(
      // The least risky first, so that what goes wrong does so where it costs least.
      await tx.$queryRaw`
        with ordered as (
          select id, row_number() over (order by array_position(array['low', 'medium', 'high', 'critical'], risk_level), id) - 1 as place, count(*) over () as many
          from review_item where campaign_id = ${campaign.id}::uuid and state = 'final' and decision <> 'keep' and phase is null and effect = 'pending'
        ), phased as (
          update review_item i set phase = case when o.place < greatest(1, ceil(o.many * ${FIRST}::numeric)) then 1 when o.place < greatest(1, ceil(o.many * ${SECOND}::numeric)) then 2 else 3 end, version = i.version + 1
          from ordered o where i.id = o.id and i.tenant_id = ${actor.tenantId}::uuid returning i.phase
        )
        select count(p.phase)::int as items from unnest(array[1, 2, 3]) each(phase) left join phased p on p.phase = each.phase group by each.phase order by each.phase`,
    )
    // Those that went before are counted no more: as many may again go without a confirmation.
    await tx.reviewItem.updateMany({ where: of, data: { phase: 0 } })
    await tx.reviewCampaign.update({
      where: { id: campaign.id },
      data: { phase: 1, phaseTakes: held, phaseConfirmedByName: actor.name, phaseConfirmedAt: new Date(), heldNotedAt: null, phasePausedAt: null, phasePausedByName: null, phasePausedBecause: null },
    })
    return ok({
      value: await campaignView(tx, actor, campaign.id),
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: { campaign: campaign.id, items: held, phases: phases.map(({ items }) => items) },
    })
  },
})

const heldOf = async (tx: Pick<Tx, '$queryRaw'>, campaignId: string): Promise<Held[]> =>
  asRows<Held>(
    await tx.$queryRaw`
      select count(*)::int as unphased, count(*) filter (where effect = 'pending')::int as held from review_item
      where campaign_id = ${campaignId}::uuid and state = 'final' and decision <> 'keep' and phase is null`,
  )
