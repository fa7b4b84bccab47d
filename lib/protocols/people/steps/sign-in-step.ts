import { signIn, TooBusy } from '@/lib/identity/access'
import { findClientAgent } from '@/lib/identity/authority'
import { addressOf, type Ctx, type PeopleDeps } from '../deps'
import type { Interaction } from '../internal/consent-case'
import { formToken } from '../internal/form-token'
import type { Form } from '../internal/read-form'
import type { Responder, Status } from '../internal/responder'
import { signInPage, type SignInPage } from '../pages/sign-in-page'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx; details: Interaction; binding: string }>

export async function showSignIn({ deps, respond, c, details, binding }: Step, again?: { email: string; problem: SignInPage['problem']; status: Status }): Promise<Response> {
  const hint = details.prompt.details.login_hint
  const email = again?.email ?? (typeof hint === 'string' ? hint.slice(0, 254) : '')
  const page = { token: formToken(deps, c, binding), to: await destination(details), email, ...(again ? { problem: again.problem } : {}) }
  return respond.page(c, signInPage(page), again?.status)
}

export async function answerSignIn(step: Step, form: Form): Promise<Response> {
  const { deps, respond, c } = step
  const [email, password] = [form.one('email'), form.one('password')]
  try {
    const result = await signIn({ email, password, address: addressOf(deps, c) })
    if (result.ok) return await respond.finish(c, { login: { accountId: result.value.personId, amr: ['pwd'], remember: false } }, false)
    if (result.refusal.code === 'wrong') return await showSignIn(step, { email, problem: { kind: 'wrong' }, status: 401 })
    const retryAfterSeconds = result.refusal.code === 'too_many_tries' ? result.refusal.retryAfterSeconds : 1
    c.header('retry-after', String(retryAfterSeconds))
    return await showSignIn(step, { email, problem: { kind: 'too_many_tries', retryAfterSeconds }, status: 429 })
  } catch (thrown) {
    if (!(thrown instanceof TooBusy)) throw thrown
    c.header('retry-after', '5')
    return showSignIn(step, { email, problem: { kind: 'busy' }, status: 503 })
  }
}

async function destination(details: Interaction): Promise<string> {
  const clientId = String(details.params.client_id)
  if (clientId === 'console') return 'the console'
  if (clientId === 'lanyard-cli') return 'the command line'
  const agent = await findClientAgent(clientId)
  return agent ? `answer the agent ${agent.name}` : 'continue'
}
