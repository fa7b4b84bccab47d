import { giveMandate, refuseMandate } from '@/lib/identity/delegation'
import { unreachable } from '@/lib/kernel/fault'
import type { Ctx, PeopleDeps } from '../deps'
import { consentCase, type AgentCase, type ConsentCase, type Interaction } from '../internal/consent-case'
import { formToken } from '../internal/form-token'
import { grantIdOf, saveGrant } from '../internal/grant'
import { chosenSeconds } from '../internal/lifetimes'
import type { Form } from '../internal/read-form'
import { refusalWords } from '../internal/refusal-words'
import type { Responder } from '../internal/responder'
import { consentPage } from '../pages/consent-page'
import { ownClientPage } from '../pages/own-client-page'
import { PROBLEMS } from '../pages/problem-page'
import { refusedPage } from '../pages/refused-page'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx; details: Interaction; binding: string }>

const DENIED = { error: 'access_denied', error_description: 'the person did not allow it' } as const

export const showConsent = async (step: Step): Promise<Response> => show(step, await consentCase(step.deps, step.details))

async function show({ deps, respond, c, details, binding }: Step, what: ConsentCase, error?: string): Promise<Response> {
  const token = formToken(deps, c, binding)
  switch (what.kind) {
    case 'no_access':
      return respond.problem(c, PROBLEMS.noAccess(deps.consoleUrl), 403)
    case 'unknown_client':
      return respond.problem(c, PROBLEMS.notFound(deps.consoleUrl), 404)
    case 'own':
      return respond.page(c, ownClientPage({ token, person: { name: what.person.actor.name, email: what.person.email }, role: what.person.actor.role, returnsTo: hostOf(details) }))
    case 'refused':
      return respond.page(c, refusedPage({ token, agentName: what.agent.name, ...refusalWords(what.reason, what.agent, what.offer), mayReturn: what.reason === 'scope' }), 403)
    case 'agent':
      return respond.page(
        c,
        consentPage({
          token,
          person: { name: what.person.actor.name, email: what.person.email },
          agent: what.agent,
          offer: what.offer,
          purpose: what.purpose,
          lifetimes: what.lifetimes,
          returnsTo: hostOf(details),
          signOutUrl: `${deps.issuer}/oauth/session/end`,
          ...(error ? { error } : {}),
        }),
        error ? 400 : 200,
      )
  }
}

export async function answerConsent(step: Step, form: Form): Promise<Response> {
  const { deps, respond, c, details } = step
  const what = await consentCase(deps, details)
  const allowed = form.one('action') === 'allow'
  switch (what.kind) {
    case 'no_access':
    case 'unknown_client':
      return show(step, what)
    case 'own':
      return respond.finish(c, allowed ? { consent: {} } : DENIED)
    case 'refused':
      await refuseMandate(what.person.actor, { agentId: what.agent.id, reason: what.reason })
      // Halted, say, while the page was open: such an agent is no client any more, so nothing is sent back to it.
      if (what.reason !== 'scope') return show(step, what)
      return respond.finish(c, { error: 'access_denied', error_description: 'nothing that was asked for can be given' })
    case 'agent':
      if (allowed) return allow(step, what, form)
      await refuseMandate(what.person.actor, { agentId: what.agent.id, reason: 'declined' })
      return respond.finish(c, DENIED)
    default:
      return unreachable(what)
  }
}

/** The mandate is committed first: a Grant without one would be authority that nobody recorded. */
async function allow(step: Step, what: AgentCase, form: Form): Promise<Response> {
  const { deps, respond, c, details } = step
  const offered = new Set(what.offer.servers.flatMap((server) => server.tools.map((tool) => tool.scope)))
  const scopes = [...new Set(form.all('scope'))]
  const seconds = chosenSeconds(form.one('lifetime'), what.lifetimes)
  if (scopes.length === 0) return show(step, what, 'Tick at least one tool, or deny.')
  if (seconds === null || scopes.some((scope) => !offered.has(scope))) return show(step, what, 'What was on the page has changed. Look at it again.')

  const { actor } = what.person
  const given = await giveMandate({ gatewayUrl: deps.gatewayUrl })(actor, {
    agentId: what.agent.id,
    scopes,
    purpose: what.purpose.text,
    lifetimeSeconds: seconds,
    grantId: grantIdOf(details.uid),
  })
  if (!given.ok) return given.refusal.code === 'conflict' ? respond.expired(c) : show(step, await consentCase(deps, details), 'It could not be allowed. Look at it again.')
  const grantId = await saveGrant(deps, details.uid, { clientId: what.agent.id, accountId: actor.id, scopes, protocolScopes: what.offer.protocolScopes, seconds })
  return respond.finish(c, { consent: { grantId } })
}

function hostOf(details: Interaction): string {
  const uri = details.params.redirect_uri
  return typeof uri === 'string' && URL.canParse(uri) ? new URL(uri).host || new URL(uri).protocol : 'the application'
}
