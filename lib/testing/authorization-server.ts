import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Provider from 'oidc-provider'
import { openPersonSession } from '@/lib/identity/access'
import { DEPTH_MAX, issuer as tokenIssuer, resourceOf, TOKEN_LIFETIME_SECONDS } from '@/lib/identity/authority'
import { giveMandate } from '@/lib/identity/delegation/give-mandate'
import { systemClock } from '@/lib/kernel/clock'
import { createProvider, isFirstParty, pinHost, type OAuthDeps } from '@/lib/protocols/oauth'
import { fakeIssuerKeys, type FakeIssuerKey } from './issuer-keys'
import type { TestPerson } from './people'

/** What the person in front of the browser does, in the place of the pages that people see. */
export type Consent = { person: TestPerson; scopes?: readonly string[]; seconds?: number; deny?: boolean }

export type AuthorizationServer = {
  issuer: string
  gatewayUrl: string
  /** Where this process listens; the same as the issuer for the first one. */
  address: string
  provider: Provider
  deps: OAuthDeps
  keys: { keys(): readonly FakeIssuerKey[] }
  consent: { now: Consent | null }
  log: { event: string; fields: Record<string, unknown> }[]
  close(): Promise<void>
}

export const GATEWAY_URL = 'http://127.0.0.1:4100'

/**
 * The authorization server over loopback HTTP, with keys in memory and a person who consents at once. The database
 * must be open. Give `beside` for a second process of the same issuer.
 */
export async function startAuthorizationServer(beside?: AuthorizationServer, over: Partial<OAuthDeps> = {}): Promise<AuthorizationServer> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = beside?.issuer ?? address
  const keys = beside?.keys ?? (await fakeIssuerKeys())
  const log: AuthorizationServer['log'] = []
  const deps: OAuthDeps = {
    issuer,
    consoleUrl: 'http://127.0.0.1:3000',
    gatewayUrl: GATEWAY_URL,
    keys: { keys: () => keys.keys(), onChange: () => undefined },
    secrets: beside?.deps.secrets ?? { consoleClient: randomBytes(32).toString('base64url'), receiverClient: (id) => `secret of ${id}`, cookies: [randomBytes(32).toString('base64url')], dpopNonce: randomBytes(32) },
    issue: tokenIssuer({ issuer, gatewayUrl: GATEWAY_URL, lifetimeSeconds: TOKEN_LIFETIME_SECONDS, depthMax: DEPTH_MAX }, systemClock),
    openPersonSession,
    clock: systemClock,
    log: (event, fields) => void log.push({ event, fields }),
    ...over,
  }
  const provider = createProvider(deps)
  const callback = provider.callback()
  const consent: AuthorizationServer['consent'] = { now: null }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    pinHost(request, new URL(issuer))
    if (request.url?.startsWith('/interaction/')) void interact(provider, consent.now, request, response)
    else void callback(request, response)
  })
  return { issuer, gatewayUrl: GATEWAY_URL, address, provider, deps, keys, consent, log, close: () => closed(server) }
}

async function interact(provider: Provider, consent: Consent | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const details = await provider.interactionDetails(request, response)
    if (!consent) throw new Error('nobody is in front of the browser')
    if (consent.deny) return await provider.interactionFinished(request, response, { error: 'access_denied' })
    if (details.prompt.name === 'login') return await provider.interactionFinished(request, response, { login: { accountId: consent.person.id } })
    const answer = isFirstParty(String(details.params.client_id)) ? {} : { grantId: await agree(provider, consent, details) }
    await provider.interactionFinished(request, response, { consent: answer })
  } catch (error) {
    response.statusCode = 500
    response.end(String(error))
  }
}

/** Ticks what `consent` names, or all that was asked for. */
async function agree(provider: Provider, consent: Consent, details: Awaited<ReturnType<Provider['interactionDetails']>>): Promise<string> {
  const asked = Object.values(details.prompt.details['missingResourceScopes'] as Record<string, string[]>).flat()
  const scopes = consent.scopes ?? asked
  const clientId = String(details.params.client_id)
  const seconds = consent.seconds ?? Number(details.params.mandate_lifetime ?? 3_600)
  const grant = Object.assign(new provider.Grant({ clientId, accountId: consent.person.id }), { expiresIn: seconds })
  for (const scope of scopes) grant.addResourceScope(resourceOf(GATEWAY_URL, scope.split(':')[1] ?? ''), scope)
  grant.addOIDCScope('openid')
  const grantId = await grant.save()
  const given = await giveMandate({ gatewayUrl: GATEWAY_URL })(consent.person, {
    agentId: clientId,
    scopes: [...scopes],
    purpose: String(details.params.purpose ?? 'sorts the invoices'),
    lifetimeSeconds: seconds,
    grantId,
  })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  return grantId
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
