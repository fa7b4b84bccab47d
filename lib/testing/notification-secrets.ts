import { notificationSecrets } from '@/lib/secrets/notification-secrets'

/** Of a key that everybody knows. */
export const testNotificationSecrets = notificationSecrets(Buffer.alloc(32, 7))
