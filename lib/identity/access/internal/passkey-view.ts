import type { Passkey } from '@/generated/prisma/client'
import type { PasskeyView } from '../contract'

/** The key itself stays here. */
export const toPasskeyView = (passkey: Passkey): PasskeyView => ({
  id: passkey.id,
  name: passkey.name,
  kind: passkey.deviceType === 'singleDevice' ? 'one_device' : 'synced',
  created_at: passkey.createdAt.toISOString(),
  last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
})
