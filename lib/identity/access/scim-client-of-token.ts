import { read } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { hashOf } from './internal/one-time-code'

/** What the permission table calls every SCIM client; the ledger has each by its own name. */
export const SCIM_JOB = 'scim.client'
export type ScimClientActor = { actor: Extract<Actor, { kind: 'job' }>; /** Who made its token. */ madeBy: string }

const TOKEN = /^lanyard_scim_[A-Za-z0-9_-]{43}$/

/** Whose SCIM token this is; null for one that is unknown, over or revoked. Looked up at every call, so that revoking holds at once. */
export async function scimClientOfToken(token: string, now = new Date()): Promise<ScimClientActor | null> {
  if (!TOKEN.test(token)) return null
  const client = await read('system', (tx) => tx.scimClient.findFirst({ where: { tokenHash: hashOf(token), revokedAt: null, expiresAt: { gt: now } } }))
  if (!client) return null
  return { actor: { kind: 'job', tenantId: trustedId<'tenant'>(client.tenantId), id: SCIM_JOB, name: client.name }, madeBy: client.createdBy }
}
