import type { NotificationWebhook } from '@/generated/prisma/client'
import type { Kind, WebhookView } from '../contract'

/** Its address without the query, which may hold a secret. */
export function webhookView({ id, name, url, kinds, createdByName, createdAt }: NotificationWebhook): WebhookView {
  const { origin, pathname, search } = new URL(url)
  return { id, name, url: `${origin}${pathname}${search ? '?…' : ''}`, kinds: kinds as Kind[], created: { by: createdByName, at: createdAt.toISOString() } }
}
