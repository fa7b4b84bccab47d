import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import type { Actor } from '../actor'
import { IDLE_MS, personOf, type SessionRow } from './actor-of-token'

/**
 * Who the sessions are of now, by session; one that is over, by whatever way, is not in the map. To be looked at is no
 * use of a session: one whose holder only watches ends as one that is left alone.
 */
export async function actorsOfSessions(sessions: readonly string[], now = new Date()): Promise<Map<string, Extract<Actor, { kind: 'person' }>>> {
  if (sessions.length === 0) return new Map()
  const { rows } = await hotTransaction('system', (client) =>
    client.query({
      name: 'person-sessions',
      text: `select s.id, s.tenant_id, s.person_id, p.name, p.role, s.last_seen_at
             from person_session s join person p on p.id = s.person_id and p.tenant_id = s.tenant_id
             where s.id = any($1) and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and p.status = 'active'`,
      values: [[...new Set(sessions)], now, new Date(now.getTime() - IDLE_MS)],
    }),
  )
  return new Map(asRows<SessionRow>(rows).map((row) => [row.id, personOf(row)]))
}
