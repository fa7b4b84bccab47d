import { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { Actor } from '../../actor'
import { LaunchCheck, type CampaignView, type ReviewDecision } from '../contract'
import type { Trigger } from '../terms'
import { qualityOf } from '../quality'
import { campaignRows } from './campaign-rows'
import { applyView } from './apply-view'
import { namesOf } from './item-views'

type Tables = Pick<Tx, 'reviewCampaign' | 'reviewItem' | 'reviewEvent' | '$queryRaw'>

export async function findCampaignView(tx: Tables, actor: Actor, id: string): Promise<CampaignView | null> {
  const [row] = await campaignRows(tx, actor, Prisma.sql`c.id = ${id}::uuid`, 1)
  if (!row) return null
  const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id } })
  const events = await tx.reviewEvent.findMany({ where: { campaignId: id, tenantId: actor.tenantId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  const decided = await tx.reviewItem.findMany({
    where: { campaignId: id, tenantId: actor.tenantId, decidedBy: { not: null }, decision: { not: null }, NOT: { outcomeBy: 'no_response' } },
    select: { decidedBy: true, decidedAt: true, decision: true },
  })
  const names = await namesOf(tx, actor.tenantId, decided.map(({ decidedBy }) => decidedBy))
  const decisions = decided.flatMap(({ decidedBy, decidedAt, decision }) =>
    decidedBy && decidedAt ? [{ person: { id: decidedBy, name: names.get(decidedBy) ?? 'somebody' }, at: decidedAt, decision: decision as ReviewDecision }] : [],
  )
  return { ...row, check: LaunchCheck.parse(campaign.launchCheck), quality: qualityOf(decisions), apply: await applyView(tx, campaign, row.progress.held), events: events.map(({ event, because, at }) => ({ event: event as Trigger, because, at: at.toISOString() })) }
}

export async function campaignView(tx: Tables, actor: Actor, id: string): Promise<CampaignView> {
  const view = await findCampaignView(tx, actor, id)
  if (!view) throw new Fault('the campaign that was just written is not there')
  return view
}
