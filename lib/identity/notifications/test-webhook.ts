import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { WebhookIdInput } from './contract'
import { command } from './internal/tables'

/** Calls it once, signed as any call, with nothing to tell; the list of deliveries says what became of it. */
export const testWebhook = command({
  name: 'notifications.webhook.test',
  input: WebhookIdInput,
  resource: (tx, { webhookId }, actor) => tx.notificationWebhook.findFirst({ where: { id: webhookId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { actor, resource: { id: webhookId, name } }) => {
    const id = newId<'notification_delivery'>()
    await tx.notificationDelivery.create({ data: { id, tenantId: actor.tenantId, channel: 'webhook', webhookId, notifications: [], kinds: [] } })
    return ok({ value: { id: String(id) }, subject: { kind: 'webhook', id: webhookId, name }, detail: { delivery: id } })
  },
})
