import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import { trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import type { Role } from './contract'
import { hashOf } from './internal/one-time-code'

export const IDLE_MS = 30 * 60_000
/** How exact "last seen" is: a write at every call would cost more than it tells. */
const TOUCH_MS = 30_000
const TOKEN_LENGTH_MAX = 512

export type SessionRow = { id: string; tenant_id: string; person_id: string; name: string; role: Role; last_seen_at: Date }

/**
 * Whose token for the management API this is; null for one that is unknown, over (8 hours, or 30 minutes unused),
 * revoked, or of a person who no longer has access. The role is read at every call, so a change holds at once.
 * On a plain connection, because every call of the console comes through here.
 */
export async function actorOfToken(token: string, now = new Date()): Promise<Actor | null> {
  if (token.length === 0 || token.length > TOKEN_LENGTH_MAX) return null
  const row = await hotTransaction('system', async (client) => {
    const { rows } = await client.query({
      name: 'person-session',
      text: `select s.id, s.tenant_id, s.person_id, p.name, p.role, s.last_seen_at
             from person_session s join person p on p.id = s.person_id and p.tenant_id = s.tenant_id
             where s.id = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and p.status = 'active'`,
      values: [hashOf(token), now, new Date(now.getTime() - IDLE_MS)],
    })
    const found = asRows<SessionRow>(rows)[0]
    if (found && now.getTime() - found.last_seen_at.getTime() >= TOUCH_MS)
      await client.query({ name: 'person-session-seen', text: 'update person_session set last_seen_at = $2 where id = $1 and last_seen_at < $2', values: [found.id, now] })
    return found
  })
  return row ? personOf(row) : null
}

export const personOf = (row: SessionRow): Extract<Actor, { kind: 'person' }> => ({
  kind: 'person',
  tenantId: trustedId<'tenant'>(row.tenant_id),
  id: trustedId<'person'>(row.person_id),
  name: row.name,
  role: row.role,
  session: row.id,
})
