import { findClientAgent } from '@/lib/identity/authority'
import type { Ctx, PeopleDeps } from '../deps'
import type { Interaction } from '../internal/consent-case'
import type { Form } from '../internal/read-form'
import type { Responder } from '../internal/responder'
import { answerSignInForm, signInForm, type Failed } from '../internal/sign-in-form'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx; details: Interaction; binding: string }>

export async function showSignIn(step: Step, failed?: Failed): Promise<Response> {
  const { respond, c, details } = step
  const hint = details.prompt.details.login_hint
  const email = typeof hint === 'string' ? hint.slice(0, 254) : ''
  return respond.page(c, await signInForm(step, { to: await destination(details), email }, failed), failed?.status)
}

export async function answerSignIn(step: Step, form: Form): Promise<Response> {
  const answer = await answerSignInForm(step, form, step.details.uid)
  if (!answer.ok) return showSignIn(step, answer.failed)
  const { personId, amr } = answer.person
  return step.respond.finish(step.c, { login: { accountId: personId, amr, remember: false } }, false)
}

async function destination(details: Interaction): Promise<string> {
  const clientId = String(details.params.client_id)
  if (clientId === 'console') return 'the console'
  if (clientId === 'lanyard-cli') return 'the command line'
  const agent = await findClientAgent(clientId)
  return agent ? `answer the agent ${agent.name}` : 'continue'
}
