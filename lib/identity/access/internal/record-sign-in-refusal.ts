import { transaction, type Tx } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Actor } from '../../actor'
import { append } from '../../ledger/append'
import { asSubject } from './person-view'

/** The tenant of the installation itself: a try at an account that does not exist belongs to nobody else. */
const SYSTEM_TENANT = trustedId<'tenant'>('01900000-0000-7000-8000-000000000000')

export type Known = { id: string; tenantId: string; name: string } | null
export type SignInMethod = 'password' | 'passkey' | 'recovery_code'

/** Nothing that was typed is recorded: people type passwords into the wrong field. */
export async function recordSignInRefusal(person: Known, method: SignInMethod, reason: string, address: string): Promise<void> {
  const tenantId = person ? trustedId<'tenant'>(person.tenantId) : SYSTEM_TENANT
  const somebody: Actor = { kind: 'job', tenantId, id: 'sign-in', name: 'Somebody' }
  const entry = { result: 'denied' as const, reason, detail: { method, address }, ...(person ? { subject: asSubject(person) } : {}) }
  const write = async (tx: Tx) => ok(await append(tx, somebody, 'access.session.start', entry))
  await transaction(tenantId, write, 'ReadCommitted')
}
