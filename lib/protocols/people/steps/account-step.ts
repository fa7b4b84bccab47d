import { beginPasskey, listPasskeys, makeRecoveryCodes, PASSKEYS_PATH, registerPasskey, removePasskey, renamePasskey, type PasskeyRefusal } from '@/lib/identity/access'
import { Fault } from '@/lib/kernel/fault'
import type { Ctx, PeopleDeps } from '../deps'
import { signedInHere, signInHere, type SignedInHere } from '../internal/account-session'
import { formToken } from '../internal/form-token'
import { readForm, type Form } from '../internal/read-form'
import type { Responder } from '../internal/responder'
import { answerSignInForm, signInForm, type Failed } from '../internal/sign-in-form'
import { passkeysPage, recoveryCodesPage, type PasskeysPage } from '../pages/passkeys-page'

type Step = Readonly<{ deps: PeopleDeps; respond: Responder; c: Ctx }>
type Person = SignedInHere['person']

const BINDING = 'account passkeys'
const SIGN_IN_ACTIONS: ReadonlySet<string> = new Set(['sign-in', 'passkey', 'recovery'])
const SAID: Readonly<Record<string, string>> = { added: 'The passkey is added.', renamed: 'The passkey has its new name.', removed: 'The passkey is removed.' }
const PROOF = /^\/proofs\/[0-9a-f-]{36}$/

/** One's passkeys. Whoever has not shown in the last five minutes who they are is asked to, whatever they came for. */
export async function showPasskeys(step: Step): Promise<Response> {
  const here = await signedInHere(step.deps, step.c)
  return here?.recent ? list(step, here.person, { said: SAID[step.c.req.query('done') ?? ''] }) : confirm(step, here)
}

export async function answerPasskeys(step: Step): Promise<Response> {
  const { deps, respond, c } = step
  const form = await readForm(deps, c, BINDING)
  if (typeof form === 'string') return respond.formRefused(c, form)
  if (SIGN_IN_ACTIONS.has(form.one('action'))) {
    const answer = await answerSignInForm({ deps, c, binding: BINDING }, form)
    return answer.ok ? signInHere(deps, c, answer.person, `${deps.issuer}${PASSKEYS_PATH}${nextQuery(c)}`) : confirm(step, null, answer.failed)
  }
  const here = await signedInHere(deps, c)
  return here?.recent ? act(step, here.person, form) : confirm(step, here)
}

async function act(step: Step, person: Person, form: Form): Promise<Response> {
  const { deps, respond, c } = step
  const { actor } = person
  switch (form.one('action')) {
    case 'register':
      return done(step, person, 'added', await registerPasskey(deps, actor, { name: form.one('name'), credential: form.one('credential') }))
    case 'rename':
      return done(step, person, 'renamed', await renamePasskey(actor, { passkeyId: form.one('passkey'), name: form.one('name') }))
    case 'remove':
      return done(step, person, 'removed', await removePasskey(actor, { passkeyId: form.one('passkey') }))
    case 'codes': {
      const made = await makeRecoveryCodes(actor, {})
      if (!made.ok) return list(step, person, { problem: problemOf(made.refusal) })
      return respond.page(c, recoveryCodesPage({ codes: made.value.codes, back: `${PASSKEYS_PATH}${nextQuery(c)}` }))
    }
    default:
      return respond.formRefused(c, 'malformed')
  }
}

function done(step: Step, person: Person, what: string, result: { ok: true } | { ok: false; refusal: PasskeyRefusal }): Response | Promise<Response> {
  if (!result.ok) return list(step, person, { problem: problemOf(result.refusal) })
  return step.c.redirect(`${PASSKEYS_PATH}${nextQuery(step.c, { done: what })}`, 303)
}

async function list({ deps, respond, c }: Step, person: Person, { said, problem }: { said?: string | undefined; problem?: PasskeysPage['problem'] }): Promise<Response> {
  const mine = await listPasskeys(deps)(person.actor, {})
  if (!mine.ok) throw new Fault('everyone may list their own passkeys')
  const proof = nextOf(c)
  const page: PasskeysPage = {
    token: formToken(deps, c, BINDING),
    person: { name: person.actor.name, email: person.email },
    mine: mine.value,
    registration: await beginPasskey(deps, person),
    next: proof ? { label: 'Go on to what you were asked to approve', href: proof } : { label: 'Go to the console', href: `${deps.consoleUrl}/settings/me` },
    ...(said ? { said } : {}),
    ...(problem ? { problem } : {}),
  }
  return respond.page(c, passkeysPage(page), problem ? 400 : 200)
}

async function confirm({ deps, respond, c }: Step, here: SignedInHere | null, failed?: Failed): Promise<Response> {
  const to = here ? 'your passkeys. Your sign-in is more than five minutes old, so show again that it is you.' : 'your passkeys'
  const form = await signInForm({ deps, c, binding: BINDING }, { to, email: here?.person.email ?? '' }, failed)
  return respond.page(c, form, failed?.status)
}

function problemOf(refusal: PasskeyRefusal): NonNullable<PasskeysPage['problem']> {
  switch (refusal.code) {
    case 'stale':
      return { title: 'This page was open for too long.', text: 'Nothing was added. It is fresh now: try again.' }
    case 'not_verified':
      return { title: 'The passkey could not be checked.', text: 'Nothing was added. It has to be made on this page, and to ask for your fingerprint, face or PIN: try again, or another device.' }
    case 'conflict':
      return { title: 'Nothing was changed.', text: `${refusal.detail}.` }
    case 'separated':
      return { title: 'This is your last way to sign in.', text: 'Nothing was removed. Add another passkey first.' }
    case 'invalid':
      return { title: 'Nothing was changed.', text: 'Give a name of 1 to 60 characters, in one line.' }
    default:
      return { title: 'That passkey is not there any more.', text: 'Nothing was changed. This is what there is now.' }
  }
}

/** Only to a page that asks for an approval; anything else would let a link lead people away from here. */
const nextOf = (c: Ctx): string | null => {
  const next = c.req.query('next') ?? ''
  return PROOF.test(next) ? next : null
}

function nextQuery(c: Ctx, extra: Record<string, string> = {}): string {
  const next = nextOf(c)
  const query = new URLSearchParams({ ...extra, ...(next ? { next } : {}) })
  return query.size > 0 ? `?${query}` : ''
}
