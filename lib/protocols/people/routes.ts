import { Hono } from 'hono'
import { PASSKEYS_PATH } from '@/lib/identity/access'
import { newId } from '@/lib/kernel/ids'
import type { Ctx, Env, PeopleDeps } from './deps'
import { readAssets } from './internal/assets'
import { readForm } from './internal/read-form'
import { responder } from './internal/responder'
import { formTargetOf, securityHeaders } from './internal/security-headers'
import { renderer } from './pages/layout'
import { PROBLEMS } from './pages/problem-page'
import { answerPasskeys, showPasskeys } from './steps/account-step'
import { answerConsent, showConsent } from './steps/consent-step'
import { answerLink, showLink, type LinkKind } from './steps/link-steps'
import { answerProof, showProof } from './steps/proof-step'
import { answerSample, showSample } from './steps/sample-step'
import { answerSignIn, showSignIn } from './steps/sign-in-step'

/** Paths below `/oauth` that are pages of ours: the cookie of a sign-in comes with these and nowhere else. */
export const isAccountPath = (path: string): boolean => path.startsWith('/oauth/account/')

const LINKS: readonly (readonly [path: string, kind: LinkKind])[] = [['/welcome', 'welcome'], ['/invite', 'invite'], ['/recover', 'recovery']]

/**
 * The authority's pages for people: sign-in, consent, one-time links, passkeys and what is approved with them. Server-rendered, usable without a script (but for passkeys), so
 * that a password is typed nowhere else.
 *
 * @param log gets what broke, with the reference that the page shows
 */
export function peopleRoutes(deps: PeopleDeps, log: (error: unknown, reference: string) => void = () => undefined): Hono<Env> {
  const app = new Hono<Env>()
  const assets = readAssets()
  const respond = responder(deps, renderer(assets, deps.issuer))
  const step = async (c: Ctx) => {
    const details = await respond.interaction(c)
    if (!details) return null
    c.set('formTargets', formTargetOf(details.params.redirect_uri))
    return { deps, respond, c, details, binding: `interaction ${details.uid}` }
  }

  // By path and not `*`: mounted beside other routes, these headers are for these pages alone.
  for (const path of ['/', '/interaction/*', '/sample', '/proofs/*', PASSKEYS_PATH, ...LINKS.map(([path]) => path)]) app.use(path, securityHeaders(deps))

  app.get('/', (c) => c.redirect(deps.consoleUrl, 302))
  app.get('/interaction/:uid', async (c) => {
    const current = await step(c)
    if (!current) return respond.expired(c)
    switch (current.details.prompt.name) {
      case 'login':
        return showSignIn(current)
      case 'consent':
        return showConsent(current)
      default:
        return respond.expired(c)
    }
  })
  app.post('/interaction/:uid', async (c) => {
    const current = await step(c)
    if (!current) return respond.expired(c)
    const form = await readForm(deps, c, current.binding, ['scope'])
    if (typeof form === 'string') return respond.formRefused(c, form)
    switch (current.details.prompt.name) {
      case 'login':
        return answerSignIn(current, form)
      case 'consent':
        return answerConsent(current, form)
      default:
        return respond.expired(c)
    }
  })
  app.get(PASSKEYS_PATH, (c) => showPasskeys({ deps, respond, c }))
  app.post(PASSKEYS_PATH, (c) => answerPasskeys({ deps, respond, c }))
  app.get('/proofs/:id', (c) => showProof({ deps, respond, c }))
  app.post('/proofs/:id', (c) => answerProof({ deps, respond, c }))
  for (const [path, kind] of LINKS) {
    app.get(path, (c) => showLink({ deps, respond, c, kind }))
    app.post(path, (c) => answerLink({ deps, respond, c, kind }))
  }
  if (deps.sampleOpen) {
    app.get('/sample', (c) => showSample({ deps, respond, c }))
    app.post('/sample', (c) => answerSample({ deps, respond, c }))
  }
  for (const asset of Object.values(assets))
    for (const [path, cache] of [[asset.path, 'public, max-age=31536000, immutable'], [`/assets/${asset.path.split('/').at(-1)}`, 'public, max-age=300']] as const)
      app.get(path, (c) => c.body(asset.body, 200, { 'content-type': asset.type, 'cache-control': cache, 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' }))

  app.onError((error, c) => {
    const reference = newId()
    log(error, reference)
    return respond.problem(c, PROBLEMS.fault(deps.consoleUrl, reference), 500)
  })
  return app
}
