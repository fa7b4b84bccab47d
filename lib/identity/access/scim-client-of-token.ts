import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import { trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { hashOf } from './internal/one-time-code'

/** What the permission table calls every SCIM client; the ledger has each by its own name. */
export const SCIM_JOB = 'scim.client'
export type ScimClientActor = { actor: Extract<Actor, { kind: 'job' }>; /** Who made its token. */ madeBy: string }

const TOKEN = /^lanyard_scim_[A-Za-z0-9_-]{43}$/
/** How exact "last used" is: a write for every call would cost more than it tells. */
const LAST_USED_SECONDS = 60
type Row = { id: string; tenant_id: string; name: string; created_by: string; stale: boolean }

/** Whose SCIM token this is; null for one that is unknown, over or revoked. Looked up at every call, so that revoking holds at once. */
export async function scimClientOfToken(token: string, now = new Date()): Promise<ScimClientActor | null> {
  if (!TOKEN.test(token)) return null
  const client = await hotTransaction('system', async (tx) => {
    const { rows } = await tx.query(
      `select id, tenant_id, name, created_by, last_used_at is null or last_used_at < now() - make_interval(secs => ${LAST_USED_SECONDS}) as stale
       from scim_client where token_hash = $1 and revoked_at is null and expires_at > $2`,
      [hashOf(token), now],
    )
    const [found] = asRows<Row>(rows)
    if (found?.stale) await tx.query('update scim_client set last_used_at = now() where id = $1', [found.id])
    return found
  })
  if (!client) return null
  return { actor: { kind: 'job', tenantId: trustedId<'tenant'>(client.tenant_id), id: SCIM_JOB, name: client.name }, madeBy: client.created_by }
}
