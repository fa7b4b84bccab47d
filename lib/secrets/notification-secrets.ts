import { derive } from './derive'
import type { KeyEncryptionKey } from './key-encryption-key'
import { seal, unseal } from './seal'

/** What notifications are sent with, under a key of their own (`deriveNotificationKey`). */
export function notificationSecrets(key: Buffer) {
  // A key of 32 bytes that seals and derives, as the key-encryption key does; it is the root of these secrets alone.
  const own = key as KeyEncryptionKey
  return {
    sealMailPassword: (tenantId: string, password: string): string => seal(own, Buffer.from(password), contextOf(tenantId)).toString('base64url'),
    openMailPassword: (tenantId: string, sealed: string): string => unseal(own, Buffer.from(sealed, 'base64url'), contextOf(tenantId)).toString(),
    /** As Standard Webhooks writes it: the bytes in base64 behind `whsec_`. */
    webhookSecret: (webhookId: string): string => `whsec_${derive(own, `webhook ${webhookId}`).toString('base64')}`,
  }
}

const contextOf = (tenantId: string): string => `mail-server/${tenantId}`
