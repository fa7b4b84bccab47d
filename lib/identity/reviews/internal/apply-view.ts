import type { ReviewCampaign } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { ApplyView } from '../contract'

export type Step = ApplyView['steps'][number]

/** How far each phase is; what was applied before there were any is in none. */
export async function stepsOf(tx: Pick<Tx, '$queryRaw'>, campaignId: string): Promise<Step[]> {
  return asRows<Step>(
    await tx.$queryRaw`
      select phase, count(*)::int as items, count(*) filter (where effect = 'applied')::int as applied, count(*) filter (where effect in ('failed', 'drifted'))::int as failed,
        count(*) filter (where effect = 'pending')::int as pending
      from review_item where campaign_id = ${campaignId}::uuid and phase > 0 group by phase order by phase`,
  )
}

export async function applyView(tx: Pick<Tx, '$queryRaw'>, campaign: ReviewCampaign, held: number): Promise<ApplyView> {
  const { phaseFrom, phaseFailures, phase, phaseTakes, phaseConfirmedByName: by, phaseConfirmedAt: at, phasePausedAt, phasePausedBecause, phasePausedByName } = campaign
  return {
    from: phaseFrom,
    failures: phaseFailures,
    held,
    phase,
    steps: phase === null ? [] : await stepsOf(tx, campaign.id),
    confirmed: at === null || by === null ? null : { items: phaseTakes ?? 0, by, at: at.toISOString() },
    paused: phasePausedAt === null ? null : { because: phasePausedBecause ?? '', by: phasePausedByName, at: phasePausedAt.toISOString() },
  }
}
