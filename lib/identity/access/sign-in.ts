import { SYSTEM_TENANT } from '@/lib/db/system-tenant'
import { read, transaction } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import { EmailField } from './contract'
import type { SignedInBy, SignInRefusal } from './internal/outcomes'
import { verifyPassword } from './internal/password'
import { asActor, asSubject } from './internal/person-view'
import { recordSignInRefusal } from './internal/record-sign-in-refusal'
import { giveTurnBack, takeTurn } from './internal/throttle'

export type SignInForm = { email: string; password: string; /** Where the request comes from. */ address: string }

const PASSWORD_UNITS_MAX = 1_024
/** RFC 8176. */
const PASSWORD_AMR = ['pwd']

/**
 * Signs a person in by e-mail address and password. Every refusal is the same `wrong`, and takes as long, whether the
 * account exists, is deactivated or has another password; the ledger knows which.
 */
export async function signIn({ email, password, address }: SignInForm): Promise<Result<SignedInBy, SignInRefusal>> {
  const parsed = EmailField.safeParse(email)
  const account = parsed.success ? parsed.data : email.trim().toLowerCase().slice(0, PASSWORD_UNITS_MAX)
  const { person, isSample } = await read('system', async (tx) => {
    const found = parsed.success ? await tx.person.findUnique({ where: { email: parsed.data } }) : null
    // Asked for whoever it is, so that it takes as long.
    return { person: found, isSample: (await tx.tenant.count({ where: { id: found?.tenantId ?? SYSTEM_TENANT, kind: 'sample' } })) > 0 }
  })

  const turn = await takeTurn(account, address)
  if (!turn.allowed) {
    if (turn.first) await recordSignInRefusal(person, 'password', 'too_many_tries', address)
    return refuse({ code: 'too_many_tries', retryAfterSeconds: turn.retryAfterSeconds })
  }
  // People of the sample come in by its links alone: a password of theirs, if somebody set one, opens nothing.
  const usable = person?.status === 'active' && !isSample ? person : null
  const matches = await verifyPassword(usable?.passwordHash ?? null, password.slice(0, PASSWORD_UNITS_MAX))
  if (!usable || !matches) {
    await recordSignInRefusal(person, 'password', !person ? 'unknown_account' : usable ? 'wrong_password' : 'deactivated', address)
    return refuse({ code: 'wrong' })
  }
  const result = await transaction('system', async (tx): Promise<Result<SignedInBy, SignInRefusal>> => {
    // Read again: a deactivation or a new password may have come in while this one was checked.
    const now = await tx.person.findFirst({ where: { id: usable.id, status: 'active', passwordHash: usable.passwordHash } })
    if (!now) return refuse({ code: 'wrong' })
    const actor = asActor(now, 'sign-in')
    await append(tx, actor, 'access.session.start', { result: 'allowed', subject: asSubject(now), detail: { method: 'password', amr: PASSWORD_AMR, address } })
    return ok({ personId: trustedId<'person'>(now.id), tenantId: actor.tenantId, name: now.name, amr: PASSWORD_AMR })
  })
  if (result.ok) await giveTurnBack(account, address)
  return result
}
