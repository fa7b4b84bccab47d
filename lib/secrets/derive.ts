import { hkdfSync } from 'node:crypto'

/**
 * A secret of 32 bytes for one purpose (HKDF-SHA256, RFC 5869), the same at every start.
 * Knowing one tells nothing about the key or about another.
 *
 * @param label names the purpose; changing it makes another secret
 */
export function derive(kek: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', kek, 'lanyard', label, 32))
}

/** The console's OAuth client secret: the supervisor hands it to the console, the authority expects it. */
export const deriveConsoleSecret = (kek: Uint8Array): string => derive(kek, 'console client secret').toString('base64url')

/** Encrypts the console's session cookies. */
export const deriveSessionSecret = (kek: Uint8Array): string => derive(kek, 'console session secret').toString('base64url')

/** Seed of the Ed25519 key that signs the heads of the ledger's logs: the same on every authority, and in no table. */
export const deriveLogSeed = (kek: Uint8Array): Buffer => derive(kek, 'ledger checkpoint key')

/** Seed of the key by which a tenant cosigns the heads of others' logs: one for each, since a cosignature does not name who made it. */
export const deriveWitnessSeed = (kek: Uint8Array, tenantId: string): Buffer => derive(kek, `witness key ${tenantId}`)

/** Keys the fingerprints of secrets that discovery finds, so that the database alone tells nobody what they are. */
export const deriveFingerprintKey = (kek: Uint8Array): Buffer => derive(kek, 'fingerprints of found secrets')

/** The OAuth client secret of a receiver of shared signals: shown once, and in no table. */
export const deriveReceiverSecret = (kek: Uint8Array, receiverId: string): string => derive(kek, `receiver client secret ${receiverId}`).toString('base64url')

/**
 * What seals the mail server's password and makes webhooks' secrets. The worker is given this one and not the
 * key-encryption key: it opens what it sends with, and no key that signs.
 */
export const deriveNotificationKey = (kek: Uint8Array): Buffer => derive(kek, 'notification key')
