import type { ScimClient } from '@/generated/prisma/client'
import type { ScimClientView } from '../contract'

export const toScimClientView = (client: ScimClient, now: Date): ScimClientView => ({
  id: client.id,
  name: client.name,
  created: { by: client.createdByName, at: client.createdAt.toISOString() },
  last_used_at: client.lastUsedAt?.toISOString() ?? null,
  expires_at: client.expiresAt.toISOString(),
  state: client.expiresAt > now ? 'active' : 'expired',
})

export const asScimSubject = ({ id, name }: { id: string; name: string }) => ({ kind: 'scim_client', id, name })
