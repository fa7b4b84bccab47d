import { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { Actor } from '../../actor'
import { LaunchCheck, type CampaignView } from '../contract'
import type { Trigger } from '../terms'
import { campaignRows } from './campaign-rows'
import { applyView } from './apply-view'
import { burnDown } from './burn-down'
import { qualityRows } from './quality-rows'

type Tables = Pick<Tx, 'reviewCampaign' | 'reviewEvent' | '$queryRaw'>

export async function findCampaignView(tx: Tables, actor: Actor, id: string): Promise<CampaignView | null> {
  const [row] = await campaignRows(tx, actor, Prisma.sql`c.id = ${id}::uuid`, 1)
  if (!row) return null
  const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id } })
  const events = await tx.reviewEvent.findMany({ where: { campaignId: id, tenantId: actor.tenantId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  const { openedAt, dueAt } = campaign
  const burned = openedAt ? await burnDown(tx, { id, openedAt, dueAt, total: row.progress.total }) : []
  const { cancelledAt: at, cancelledBecause: because, cancelledByName: by } = campaign
  return { ...row, check: LaunchCheck.parse(campaign.launchCheck), cancelled: at && because !== null ? { by, because, at: at.toISOString() } : null, quality: await qualityRows(tx, id), burn_down: burned, apply: await applyView(tx, campaign, row.progress.held), events: events.map(({ event, because, at }) => ({ event: event as Trigger, because, at: at.toISOString() })) }
}

export async function campaignView(tx: Tables, actor: Actor, id: string): Promise<CampaignView> {
  const view = await findCampaignView(tx, actor, id)
  if (!view) throw new Fault('the campaign that was just written is not there')
  return view
}
