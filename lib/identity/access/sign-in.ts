import { read, transaction, type Tx } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { append } from '../ledger/append'
import { EmailField } from './contract'
import type { SignedIn, SignInRefusal } from './internal/outcomes'
import { verifyPassword } from './internal/password'
import { asActor, asSubject } from './internal/person-view'
import { giveTurnBack, takeTurn } from './internal/throttle'

export type SignInForm = { email: string; password: string; /** Where the request comes from. */ address: string }

/** The tenant of the installation itself: a try at an account that does not exist belongs to nobody else. */
const SYSTEM_TENANT = trustedId<'tenant'>('01900000-0000-7000-8000-000000000000')
const PASSWORD_UNITS_MAX = 1_024

/**
 * Signs a person in by e-mail address and password. Every refusal is the same `wrong`, and takes as long, whether the
 * account exists, is deactivated or has another password; the ledger knows which.
 */
export async function signIn({ email, password, address }: SignInForm): Promise<Result<SignedIn, SignInRefusal>> {
  const parsed = EmailField.safeParse(email)
  const account = parsed.success ? parsed.data : email.trim().toLowerCase().slice(0, PASSWORD_UNITS_MAX)
  const person = parsed.success ? await read('system', (tx) => tx.person.findUnique({ where: { email: parsed.data } })) : null

  const turn = await takeTurn(account, address)
  if (!turn.allowed) {
    if (turn.first) await recordRefusal(person, 'too_many_tries', address)
    return refuse({ code: 'too_many_tries', retryAfterSeconds: turn.retryAfterSeconds })
  }
  const usable = person?.status === 'active' ? person : null
  const matches = await verifyPassword(usable?.passwordHash ?? null, password.slice(0, PASSWORD_UNITS_MAX))
  if (!usable || !matches) {
    await recordRefusal(person, !person ? 'unknown_account' : usable ? 'wrong_password' : 'deactivated', address)
    return refuse({ code: 'wrong' })
  }
  const result = await transaction('system', async (tx): Promise<Result<SignedIn, SignInRefusal>> => {
    // Read again: a deactivation or a new password may have come in while this one was checked.
    const now = await tx.person.findFirst({ where: { id: usable.id, status: 'active', passwordHash: usable.passwordHash } })
    if (!now) return refuse({ code: 'wrong' })
    const actor = asActor(now, 'sign-in')
    await append(tx, actor, 'access.session.start', { result: 'allowed', subject: asSubject(now), detail: { method: 'password', address } })
    return ok({ personId: trustedId<'person'>(now.id), tenantId: actor.tenantId, name: now.name })
  })
  if (result.ok) await giveTurnBack(account, address)
  return result
}

type Known = { id: string; tenantId: string; name: string } | null

/** Nothing that was typed is recorded: people type passwords into the wrong field. */
async function recordRefusal(person: Known, reason: string, address: string): Promise<void> {
  const tenantId = person ? trustedId<'tenant'>(person.tenantId) : SYSTEM_TENANT
  const somebody: Actor = { kind: 'job', tenantId, id: 'sign-in', name: 'Somebody' }
  const entry = { result: 'denied' as const, reason, detail: { method: 'password', address }, ...(person ? { subject: asSubject(person) } : {}) }
  const write = async (tx: Tx) => ok(await append(tx, somebody, 'access.session.start', entry))
  await transaction(tenantId, write, 'ReadCommitted')
}
