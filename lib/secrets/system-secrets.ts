import type { KeyEncryptionKey } from './key-encryption-key'
import { seal, unseal } from './seal'

/** Credentials of connected systems, and tokens that agents have there: sealed, each for its own row. */
export const systemSecrets = (kek: KeyEncryptionKey) => ({
  sealSystemSecret: (rowId: string, secret: string): string => seal(kek, Buffer.from(secret), contextOf(rowId)).toString('base64url'),
  openSystemSecret: (rowId: string, sealed: string): string => unseal(kek, Buffer.from(sealed, 'base64url'), contextOf(rowId)).toString(),
})

const contextOf = (rowId: string): string => `connected-system/${rowId}`
