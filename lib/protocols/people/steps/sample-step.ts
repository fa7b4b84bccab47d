import { enterSample, peekSample } from '@/lib/identity/access'
import type { Ctx, PeopleDeps } from '../deps'
import { formToken } from '../internal/form-token'
import { signInAndContinue } from '../internal/provider-session'
import { readForm } from '../internal/read-form'
import type { Responder } from '../internal/responder'
import { PROBLEMS } from '../pages/problem-page'
import { samplePage } from '../pages/sample-page'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx }>

const codeOf = (c: Ctx): string => c.req.query('code') ?? ''

export async function showSample({ deps, respond, c }: Step): Promise<Response> {
  const sample = await peekSample(codeOf(c))
  if (!sample) return respond.problem(c, PROBLEMS.linkDead(deps.consoleUrl), 404)
  return respond.page(c, samplePage({ token: formToken(deps, c, `sample ${codeOf(c)}`), sample }))
}

export async function answerSample(step: Step): Promise<Response> {
  const { deps, respond, c } = step
  const form = await readForm(deps, c, `sample ${codeOf(c)}`)
  if (typeof form === 'string') return respond.formRefused(c, form)
  const result = await enterSample(codeOf(c), form.one('person'))
  if (result.ok) return signInAndContinue(deps, c, result.value)
  return result.refusal.code === 'link_dead' ? respond.problem(c, PROBLEMS.linkDead(deps.consoleUrl), 404) : showSample(step)
}
