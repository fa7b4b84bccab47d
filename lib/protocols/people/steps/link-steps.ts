import { acceptInvitation, createFirstAdministrator, peekLink, setNewPassword, TooBusy, type LinkRefusal, type SignedIn } from '@/lib/identity/access'
import type { Result } from '@/lib/kernel/result'
import type { Ctx, PeopleDeps } from '../deps'
import { formToken } from '../internal/form-token'
import { signInAndContinue } from '../internal/provider-session'
import { readForm, type Form } from '../internal/read-form'
import type { Responder } from '../internal/responder'
import { passwordPage, welcomePage } from '../pages/account-pages'
import { PROBLEMS } from '../pages/problem-page'

export type LinkKind = 'welcome' | 'invite' | 'recovery'
type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx; kind: LinkKind }>
type Again = { form: Form; fields: Record<string, string> }

const codeOf = (c: Ctx): string => c.req.query('code') ?? ''
const bindingOf = (kind: LinkKind, c: Ctx): string => `${kind} ${codeOf(c)}`

/** Looking does not use a link up: previews of mail programs and the back button do it too. */
export async function showLink({ deps, respond, c, kind }: Step, again?: Again): Promise<Response> {
  const link = await peekLink(kind, codeOf(c))
  if (!link) return respond.problem(c, PROBLEMS.linkDead(deps.consoleUrl), 404)
  const token = formToken(deps, c, bindingOf(kind, c))
  const errors = again?.fields ?? {}
  const status = again ? 400 : 200
  if (kind === 'welcome') return respond.page(c, welcomePage({ token, name: again?.form.one('name') ?? '', email: again?.form.one('email') ?? '', errors, hasMail: link.hasMail }), status)
  if (!link.person) return respond.problem(c, PROBLEMS.linkDead(deps.consoleUrl), 404)
  return respond.page(c, passwordPage({ token, kind, person: link.person, tenantName: link.tenantName, createdBy: link.createdBy, expiresAt: link.expiresAt, errors }), status)
}

export async function answerLink(step: Step): Promise<Response> {
  const { deps, respond, c, kind } = step
  const form = await readForm(deps, c, bindingOf(kind, c))
  if (typeof form === 'string') return respond.formRefused(c, form)
  try {
    const result = await use(kind, codeOf(c), form)
    if (result.ok) return await signInAndContinue(deps, c, result.value)
    if (result.refusal.code === 'link_dead') return await respond.problem(c, PROBLEMS.linkDead(deps.consoleUrl), 404)
    return await showLink(step, { form, fields: result.refusal.fields })
  } catch (thrown) {
    if (!(thrown instanceof TooBusy)) throw thrown
    c.header('retry-after', '5')
    return respond.problem(c, PROBLEMS.fault(deps.consoleUrl, 'busy'), 503)
  }
}

function use(kind: LinkKind, code: string, form: Form): Promise<Result<SignedIn, LinkRefusal>> {
  const password = form.one('password')
  switch (kind) {
    case 'welcome':
      return createFirstAdministrator(code, { name: form.one('name'), email: form.one('email'), password })
    case 'invite':
      return acceptInvitation(code, password)
    case 'recovery':
      return setNewPassword(code, password)
  }
}
