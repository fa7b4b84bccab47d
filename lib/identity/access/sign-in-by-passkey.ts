import { read, transaction } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import type { SignedInBy, SignInRefusal } from './internal/outcomes'
import { asActor, asSubject } from './internal/person-view'
import { readAssertion } from './internal/read-credential'
import { recordSignInRefusal } from './internal/record-sign-in-refusal'
import type { RelyingParty } from './internal/relying-party'
import { spendCount } from './internal/spend-count'
import { giveTurnBack, takeTurn } from './internal/throttle'
import { amrOf, passkeyOf, verifyAssertion } from './internal/verify-assertion'

export type PasskeySignIn = { credential: string; /** Of the page that asked. */ binding: string; /** Where the request comes from. */ address: string }

/**
 * Signs a person in by a passkey that their device offered. Throttled, refused and recorded as a password is; what is
 * refused is `wrong`, but for a page that was open for too long.
 */
export async function signInByPasskey(party: RelyingParty, { credential, binding, address }: PasskeySignIn, now = new Date()): Promise<Result<SignedInBy, SignInRefusal>> {
  const answer = readAssertion(credential)
  const passkey = answer && (await passkeyOf(answer))
  const person = passkey && (await read('system', (tx) => tx.person.findUnique({ where: { id: passkey.personId } })))
  // Somebody's tries count for their account, whichever way they come; all that name no account count together.
  const account = person?.email ?? 'a passkey that is not known'
  const turn = await takeTurn(account, address)
  if (!turn.allowed) {
    if (turn.first) await recordSignInRefusal(person, 'passkey', 'too_many_tries', address)
    return refuse({ code: 'too_many_tries', retryAfterSeconds: turn.retryAfterSeconds })
  }
  const refused = async (reason: string, code: 'wrong' | 'stale' = 'wrong') => {
    await recordSignInRefusal(person, 'passkey', reason, address)
    return refuse({ code })
  }
  if (!answer || !passkey || !person) return refused('unknown_passkey')
  const verified = await verifyAssertion(party, `sign-in ${binding}`, passkey, answer)
  if (verified === 'stale') return refused('stale_challenge', 'stale')
  if (typeof verified === 'string') return refused(verified)
  if (person.status !== 'active') return refused('deactivated')

  const amr = amrOf(passkey)
  const result = await transaction('system', async (tx): Promise<Result<SignedInBy, { code: 'wrong' }>> => {
    // Read again: a deactivation or a removal may have come in while this one was checked.
    const current = await tx.person.findFirst({ where: { id: person.id, status: 'active' } })
    if (!current || !(await spendCount(tx, passkey.id, verified, now))) return refuse({ code: 'wrong' })
    const actor = asActor(current, 'sign-in')
    const detail = { method: 'passkey', passkey: passkey.id, name: passkey.name, amr, address }
    await append(tx, actor, 'access.session.start', { result: 'allowed', subject: asSubject(current), detail })
    return ok({ personId: trustedId<'person'>(current.id), tenantId: actor.tenantId, name: current.name, amr })
  })
  if (!result.ok) return refused('counter_went_back')
  await giveTurnBack(account, address)
  return result
}
