import { ok } from '@/lib/kernel/result'
import { WebhookIdInput } from './contract'
import { command } from './internal/tables'

/** It is told of nothing any more; what it was still owed ends as given up. */
export const removeWebhook = command({
  name: 'notifications.webhook.remove',
  input: WebhookIdInput,
  resource: (tx, { webhookId }, actor) => tx.notificationWebhook.findFirst({ where: { id: webhookId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { resource: { id, name } }) => {
    await tx.notificationWebhook.update({ where: { id }, data: { removedAt: new Date() } })
    return ok({ value: {}, subject: { kind: 'webhook', id, name } })
  },
})
