import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import { DELIVERIES_SHOWN, type DeliveryView, type Kind, type NotificationSettings } from './contract'
import { viewOf } from './internal/mail-server-view'
import { query } from './internal/tables'
import { webhookView } from './internal/webhook-view'

type Row = { id: string; channel: DeliveryView['channel']; to_id: string; to_name: string; kinds: Kind[]; count: number; state: DeliveryView['state']; attempts: number; next_at: Date; problem: string | null; created_at: Date; ended_at: Date | null }

/** How people are told, and what became of the last messages; what was given up comes first. */
export const getNotificationSettings = query({
  name: 'notifications.settings.get',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<NotificationSettings> => {
    const server = await tx.mailServer.findUnique({ where: { tenantId: actor.tenantId } })
    const webhooks = await tx.notificationWebhook.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, orderBy: { name: 'asc' } })
    const rows = asRows<Row>(
      await tx.$queryRaw`
        select d.id, d.channel, coalesce(p.id, w.id) as to_id, coalesce(p.name, w.name) as to_name, d.kinds, cardinality(d.notifications) as count, d.state, d.attempts, d.next_at, d.problem, d.created_at, d.ended_at
        from notification_delivery d left join person p on p.id = d.person_id left join notification_webhook w on w.id = d.webhook_id
        where d.tenant_id = ${actor.tenantId}::uuid order by (d.state = 'dead') desc, d.created_at desc, d.id desc limit ${DELIVERIES_SHOWN}`,
    )
    return {
      mail: server && viewOf(server),
      webhooks: webhooks.map(webhookView),
      deliveries: rows.map(({ to_id, to_name, next_at, created_at, ended_at, ...row }) => ({
        ...row,
        to: { id: to_id, name: to_name },
        next_at: row.state === 'waiting' ? next_at.toISOString() : null,
        created_at: created_at.toISOString(),
        ended_at: ended_at?.toISOString() ?? null,
      })),
      dead: await tx.notificationDelivery.count({ where: { tenantId: actor.tenantId, state: 'dead' } }),
    }
  },
})
