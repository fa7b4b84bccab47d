import { beginProof, giveProof, PASSKEYS_PATH, peekProof, type GiveRefusal, type ProofRequest } from '@/lib/identity/access'
import { parseId } from '@/lib/kernel/ids'
import type { Ctx, PeopleDeps } from '../deps'
import { formToken } from '../internal/form-token'
import { readForm } from '../internal/read-form'
import type { Responder } from '../internal/responder'
import { PROBLEMS } from '../pages/problem-page'
import { proofPage, type ProofPage } from '../pages/proof-page'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx }>

const bindingOf = (id: string): string => `proof ${id}`
const idOf = (c: Ctx): string | null => parseId<'proof'>(c.req.param('id'))

/** Nobody needs to be signed in here: the passkey says who it is, and only that of the person who was asked will do. */
export async function showProof({ deps, respond, c }: Step, problem?: ProofPage['problem']): Promise<Response> {
  const id = idOf(c)
  const request = id && (await peekProof(id))
  if (!request) return respond.problem(c, PROBLEMS.proofGone(deps.consoleUrl), 404)
  const page: ProofPage = {
    token: formToken(deps, c, bindingOf(request.id)),
    request,
    ask: request.passkeys > 0 ? await beginProof(deps, request) : null,
    registerUrl: `${PASSKEYS_PATH}?next=${encodeURIComponent(`/proofs/${request.id}`)}`,
    backUrl: `${deps.consoleUrl}${request.returnTo}`,
    ...(problem ? { problem } : {}),
  }
  return respond.page(c, proofPage(page), problem ? 400 : 200)
}

export async function answerProof(step: Step): Promise<Response> {
  const { deps, respond, c } = step
  const id = idOf(c)
  if (!id) return respond.problem(c, PROBLEMS.proofGone(deps.consoleUrl), 404)
  const form = await readForm(deps, c, bindingOf(id))
  if (typeof form === 'string') return respond.formRefused(c, form)
  const given = await giveProof(deps, id, { nonce: form.one('nonce'), credential: form.one('credential') })
  return given.ok ? c.redirect(returnUrl(deps, given.value, id), 303) : showProof(step, problemOf(given.refusal))
}

function returnUrl({ consoleUrl }: PeopleDeps, { returnTo }: Pick<ProofRequest, 'returnTo'>, id: string): string {
  const url = new URL(returnTo, consoleUrl)
  url.searchParams.set('proof', id)
  return url.href
}

/** What is gone is said by the page itself. */
function problemOf(refusal: GiveRefusal): NonNullable<ProofPage['problem']> {
  switch (refusal.code) {
    case 'stale':
      return { title: 'This page was open for too long.', text: 'Nothing was approved. It is fresh now: try again.' }
    case 'not_yours':
      return { title: 'That passkey is not one of yours.', text: 'Nothing was approved. Use a passkey that you added to your own account.' }
    default:
      return { title: 'The passkey could not be checked.', text: 'Nothing was approved. Try again, or use another passkey of yours.' }
  }
}
