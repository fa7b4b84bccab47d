import { read, transaction } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import { EmailField } from './contract'
import { endSessionsOf } from './internal/end-sessions-of'
import type { SignedInBy, SignInRefusal } from './internal/outcomes'
import { asActor, asSubject } from './internal/person-view'
import { recordSignInRefusal } from './internal/record-sign-in-refusal'
import { recoveryCodeHash } from './internal/recovery-code'
import { giveTurnBack, takeTurn } from './internal/throttle'

export type RecoverySignIn = { email: string; code: string; address: string; /** uid of the sign-in under way, which goes on. */ keep?: string }

/** RFC 8176: a password that is good once. */
const AMR = ['otp']
const TYPED_MAX = 254

/**
 * Signs a person in by one of their recovery codes, when a passkey is lost: good once, of any number of uses at once
 * one wins. Every other session of theirs ends with it. Throttled and refused as a password is.
 */
export async function signInByRecoveryCode({ email, code, address, keep }: RecoverySignIn, now = new Date()): Promise<Result<SignedInBy, SignInRefusal>> {
  const parsed = EmailField.safeParse(email)
  const account = parsed.success ? parsed.data : email.trim().toLowerCase().slice(0, TYPED_MAX)
  const person = parsed.success ? await read('system', (tx) => tx.person.findUnique({ where: { email: parsed.data } })) : null
  const turn = await takeTurn(account, address)
  if (!turn.allowed) {
    if (turn.first) await recordSignInRefusal(person, 'recovery_code', 'too_many_tries', address)
    return refuse({ code: 'too_many_tries', retryAfterSeconds: turn.retryAfterSeconds })
  }
  const codeHash = recoveryCodeHash(person?.id ?? 'nobody', code)
  const result = await transaction(
    'system',
    async (tx): Promise<Result<SignedInBy, { code: 'wrong' }>> => {
      const active = person && (await tx.person.findFirst({ where: { id: person.id, status: 'active' } }))
      if (!active || !codeHash) return refuse({ code: 'wrong' })
      const { count } = await tx.recoveryCode.updateMany({ where: { personId: active.id, codeHash, usedAt: null }, data: { usedAt: now } })
      if (count === 0) return refuse({ code: 'wrong' })
      const left = await tx.recoveryCode.count({ where: { personId: active.id, usedAt: null } })
      const ended = await endSessionsOf(tx, active.id, now, keep)
      const actor = asActor(active, 'sign-in')
      const detail = { method: 'recovery_code', amr: AMR, address, codes_left: left, sessions_ended: ended }
      await append(tx, actor, 'access.session.start', { result: 'allowed', subject: asSubject(active), detail }, now)
      return ok({ personId: trustedId<'person'>(active.id), tenantId: actor.tenantId, name: active.name, amr: AMR })
    },
    'ReadCommitted', // one statement decides who used it
  )
  if (!result.ok) {
    await recordSignInRefusal(person, 'recovery_code', !person ? 'unknown_account' : person.status === 'active' ? 'wrong_recovery_code' : 'deactivated', address)
    return result
  }
  await giveTurnBack(account, address)
  return result
}
