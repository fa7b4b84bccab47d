import { derive } from './derive'
import type { KeyEncryptionKey } from './key-encryption-key'
import { seal, unseal } from './seal'

/** What notifications and streams of the ledger are sent with, under a key of their own (`deriveNotificationKey`). */
export function notificationSecrets(key: Buffer) {
  // A key of 32 bytes that seals and derives, as the key-encryption key does; it is the root of these secrets alone.
  const own = key as KeyEncryptionKey
  return {
    sealMailPassword: (tenantId: string, password: string): string => seal(own, Buffer.from(password), contextOf(tenantId)).toString('base64url'),
    openMailPassword: (tenantId: string, sealed: string): string => unseal(own, Buffer.from(sealed, 'base64url'), contextOf(tenantId)).toString(),
    /** As Standard Webhooks writes it: the bytes in base64 behind `whsec_`. */
    webhookSecret: (webhookId: string): string => `whsec_${derive(own, `webhook ${webhookId}`).toString('base64')}`,
    /** The same for a stream of the ledger, which the worker sends, too. */
    streamSecret: (streamId: string): string => `whsec_${derive(own, `ledger stream ${streamId}`).toString('base64')}`,
    sealStreamCredential: (streamId: string, credential: string): string => seal(own, Buffer.from(credential), `ledger-stream/${streamId}`).toString('base64url'),
    openStreamCredential: (streamId: string, sealed: string): string => unseal(own, Buffer.from(sealed, 'base64url'), `ledger-stream/${streamId}`).toString(),
  }
}

const contextOf = (tenantId: string): string => `mail-server/${tenantId}`
