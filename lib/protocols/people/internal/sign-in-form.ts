import { beginPasskeySignIn, signIn, signInByPasskey, signInByRecoveryCode, TooBusy, type SignedInBy, type SignInRefusal } from '@/lib/identity/access'
import type { Result } from '@/lib/kernel/result'
import { addressOf, type Ctx, type PeopleDeps } from '../deps'
import { formToken } from './form-token'
import type { Form } from './read-form'
import type { Status } from './responder'
import { signInPage, type SignInPage, type SignInProblem } from '../pages/sign-in-page'
import type { Layout } from '../pages/layout'

type Asked = Readonly<{ deps: PeopleDeps; c: Ctx; /** What the form answers; its challenge is good for nothing else. */ binding: string }>
export type Failed = { email: string; problem: SignInProblem; status: Status }

/** The sign-in form with every way in, wherever it is asked for. */
export async function signInForm({ deps, c, binding }: Asked, page: Pick<SignInPage, 'to' | 'email'>, failed?: Failed): Promise<Layout> {
  return signInPage({
    ...page,
    token: formToken(deps, c, binding),
    passkey: await beginPasskeySignIn(deps, binding),
    way: c.req.query('way') === 'recovery' ? 'recovery' : 'usual',
    ...(failed ? { email: failed.email, problem: failed.problem } : {}),
  })
}

/** @param keep uid of the authorization request that the sign-in is a part of */
export async function answerSignInForm({ deps, c, binding }: Asked, form: Form, keep?: string): Promise<{ ok: true; person: SignedInBy } | { ok: false; failed: Failed }> {
  const email = form.one('email')
  const way = wayOf(form.one('action'))
  const fail = (problem: SignInProblem, status: Status) => ({ ok: false as const, failed: { email, problem, status } })
  try {
    const result = await attempt({ deps, c, binding }, way, form, keep)
    if (result.ok) return { ok: true, person: result.value }
    switch (result.refusal.code) {
      case 'wrong':
        return fail({ kind: 'wrong', with: way }, 401)
      case 'stale':
        return fail({ kind: 'stale' }, 401)
      case 'too_many_tries':
        c.header('retry-after', String(result.refusal.retryAfterSeconds))
        return fail({ kind: 'too_many_tries', retryAfterSeconds: result.refusal.retryAfterSeconds }, 429)
    }
  } catch (thrown) {
    if (!(thrown instanceof TooBusy)) throw thrown
    c.header('retry-after', '5')
    return fail({ kind: 'busy' }, 503)
  }
}

type Way = 'password' | 'passkey' | 'recovery_code'
const wayOf = (action: string): Way => (action === 'passkey' ? 'passkey' : action === 'recovery' ? 'recovery_code' : 'password')

function attempt({ deps, c, binding }: Asked, way: Way, form: Form, keep?: string): Promise<Result<SignedInBy, SignInRefusal>> {
  const address = addressOf(deps, c)
  switch (way) {
    case 'password':
      return signIn({ email: form.one('email'), password: form.one('password'), address })
    case 'passkey':
      return signInByPasskey(deps, { credential: form.one('credential'), binding, address })
    case 'recovery_code':
      return signInByRecoveryCode({ email: form.one('email'), code: form.one('code'), address, ...(keep ? { keep } : {}) })
  }
}
