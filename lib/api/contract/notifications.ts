import { z } from 'zod'
import { AddWebhookInput, DeliveryIdInput, DeliveryRef, MailServerView, MyNotifications, NewWebhookView, NotificationSettings, SetMailServerInput, SetPreferenceInput, SetZoneInput, WebhookIdInput } from '@/lib/identity/notifications/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Who is told of what by e-mail and webhooks, and what became of it. */
export const NOTIFICATIONS = {
  settings: endpoint({ method: 'GET', path: '/notification-settings', permission: 'notifications.settings.get', input: Nothing, output: NotificationSettings, summary: 'The mail server, the webhooks, and the last deliveries: what was given up first' }),
  setMailServer: endpoint({ method: 'POST', path: '/mail-server', permission: 'notifications.mail.set', input: SetMailServerInput, output: MailServerView, summary: 'Say which server e-mail goes through; its password is sealed and never shown again' }),
  removeMailServer: endpoint({ method: 'DELETE', path: '/mail-server', permission: 'notifications.mail.remove', input: Nothing, output: Nothing, summary: 'Send no e-mail any more' }),
  testMail: endpoint({ method: 'POST', path: '/mail-server/test', permission: 'notifications.mail.test', input: Nothing, output: DeliveryRef, summary: 'Send oneself a test' }),
  addWebhook: endpoint({ method: 'POST', path: '/notification-webhooks', permission: 'notifications.webhook.add', input: AddWebhookInput, output: NewWebhookView, summary: 'Add a webhook that is told what people are told; its secret is shown once' }),
  testWebhook: endpoint({ method: 'POST', path: '/notification-webhooks/:webhookId/test', permission: 'notifications.webhook.test', input: WebhookIdInput, output: DeliveryRef, summary: 'Call a webhook once, with nothing to tell' }),
  removeWebhook: endpoint({ method: 'DELETE', path: '/notification-webhooks/:webhookId', permission: 'notifications.webhook.remove', input: WebhookIdInput, output: Nothing, summary: 'Remove a webhook: it is told of nothing any more' }),
  retry: endpoint({ method: 'POST', path: '/notification-deliveries/:deliveryId/retry', permission: 'notifications.delivery.retry', input: DeliveryIdInput, output: DeliveryRef, summary: 'Try again what was given up' }),
  mine: endpoint({ method: 'GET', path: '/my-notifications', permission: 'notifications.mine.get', input: Nothing, output: MyNotifications, summary: 'What one is told of by e-mail' }),
  setZone: endpoint({ method: 'POST', path: '/my-notifications/zone', permission: 'notifications.mine.set_zone', input: SetZoneInput, output: Nothing, summary: 'Say in which time zone one’s e-mail is written' }),
  setMine: endpoint({ method: 'PATCH', path: '/my-notifications', permission: 'notifications.mine.set', input: SetPreferenceInput, output: Nothing, summary: 'Say whether one wants e-mail of a kind' }),
} as const
