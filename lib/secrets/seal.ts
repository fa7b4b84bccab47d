import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Fault } from '@/lib/kernel/fault'
import { derive } from './derive'
import type { KeyEncryptionKey } from './key-encryption-key'

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts a secret for storage: AES-256-GCM under a key derived from the key-encryption key.
 *
 * @param context what the secret is and whose (a kind and a row's id): the sealed bytes open under the same
 *   context only, so that they cannot be moved to another row
 */
export function seal(kek: KeyEncryptionKey, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', derive(kek, 'seal'), iv).setAAD(Buffer.from(context))
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws a Fault for another key, another context, or bytes that were changed: the three look alike on purpose. */
export function unseal(kek: KeyEncryptionKey, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes[0] !== VERSION || bytes.length < 1 + IV_BYTES + TAG_BYTES) throw new Fault('not a sealed value')
  const iv = bytes.subarray(1, 1 + IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', derive(kek, 'seal'), iv)
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    throw new Fault('a sealed value does not open with this key and context')
  }
}
