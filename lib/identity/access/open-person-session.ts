import { transaction } from '@/lib/db/transaction'
import type { PersonId, TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import { asActor, asSubject } from './internal/person-view'

/** A person's token for the management API lives no longer, however long it was asked for. */
export const SESSION_HOURS_MAX = 8

export type NewPersonSession = {
  /** base64url SHA-256 of the token; the token itself is stored nowhere. */
  tokenHash: string
  personId: PersonId
  tenantId: TenantId
  clientId: string
  expiresAt: Date
}

/** Makes a token good for the management API. To be awaited before the token leaves: what is not recorded here is refused. */
export async function openPersonSession(session: NewPersonSession, now = new Date()): Promise<Result<null, { code: 'not_active' }>> {
  const latest = now.getTime() + SESSION_HOURS_MAX * 3_600_000
  return transaction(session.tenantId, async (tx) => {
    const person = await tx.person.findFirst({ where: { id: session.personId, tenantId: session.tenantId, status: 'active' } })
    if (!person) return refuse({ code: 'not_active' })
    await tx.personSession.create({
      data: {
        id: session.tokenHash,
        tenantId: session.tenantId,
        personId: person.id,
        clientId: session.clientId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: new Date(Math.min(session.expiresAt.getTime(), latest)),
      },
    })
    await append(tx, asActor(person, session.tokenHash), 'access.session.open', { subject: asSubject(person), detail: { client: session.clientId } })
    return ok(null)
  })
}
