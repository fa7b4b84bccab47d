import { isOfSample } from '@/lib/db/is-of-sample'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { AddWebhookInput, WEBHOOKS_MAX, type NewWebhookView } from './contract'
import { webhookView } from './internal/webhook-view'
import { command } from './internal/tables'
import type { NotificationSecrets } from './set-mail-server'

/** Sets up a webhook: it is told what people are told, signed with a secret that is shown this once. */
export const addWebhook = ({ webhookSecret }: Pick<NotificationSecrets, 'webhookSecret'>) =>
  command({
    name: 'notifications.webhook.add',
    input: AddWebhookInput,
    resource: async (tx, _input, actor) => ({
      tenantId: actor.tenantId,
      sample: await isOfSample(tx, actor.tenantId),
      names: (await tx.notificationWebhook.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()),
    }),
    act: async (tx, { actor, input: { name, url, kinds }, resource: { names, sample } }) => {
      if (sample) return refuse<Refusal>({ code: 'wrong_state', state: 'sample: its people are made up' })
      if (names.includes(name.toLowerCase())) return refuse<Refusal>({ code: 'invalid', fields: { name: 'is the name of another webhook' } })
      if (names.length >= WEBHOOKS_MAX) return refuse<Refusal>({ code: 'invalid', fields: { name: `there are ${WEBHOOKS_MAX} already: remove one first` } })
      const webhook = await tx.notificationWebhook.create({ data: { id: newId<'notification_webhook'>(), tenantId: actor.tenantId, name, url, kinds: [...new Set(kinds)], createdByName: actor.name } })
      const view = webhookView(webhook)
      const value: NewWebhookView = { ...view, secret: webhookSecret(webhook.id) }
      return ok({ value, subject: { kind: 'webhook', id: webhook.id, name }, detail: { url: view.url, kinds: view.kinds } })
    },
  })
