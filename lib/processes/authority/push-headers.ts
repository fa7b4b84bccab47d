import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { seal, unseal } from '@/lib/secrets/seal'

/** The Authorization headers that receivers want their pushes to carry: sealed, each for its receiver alone. */
export const pushHeaders = (kek: KeyEncryptionKey) => ({
  seal: (receiverId: string, header: string): string => seal(kek, Buffer.from(header), contextOf(receiverId)).toString('base64url'),
  open: (receiverId: string, sealed: string): string => unseal(kek, Buffer.from(sealed, 'base64url'), contextOf(receiverId)).toString(),
})

const contextOf = (receiverId: string): string => `push-header/${receiverId}`
