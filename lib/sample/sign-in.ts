import { randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import { createApi, type Api } from '@/lib/api/client'
import { FormBrowser, type Page } from './form-browser'
import { need } from './need'

/** Where the product is, as its users reach it. */
export type Addresses = { issuer: string; consoleUrl: string; gatewayUrl: string; /** The sample’s own service; it guards itself. */ invoicesUrl?: string }
/** One of the sample's people, signed in at the authority with a browser and at the management API with a token. */
export type Person = { browser: FormBrowser; api: Api }

/** Registered for the command line and for the sample's agents; nothing listens there, the redirect itself is read. */
export const CALLBACK = 'http://127.0.0.1/callback'
export const atCallback = (url: URL): boolean => url.href.startsWith(CALLBACK)

/** By a link into the sample, as this person; left out: as the first that it offers, its administrator. */
export async function byLink(at: Addresses, link: string, personId?: string): Promise<Person> {
  const browser = new FormBrowser()
  const page = await browser.get(link)
  const chosen = personId ?? page.form().get('person')
  if (!chosen) throw new Error(`the link offers nobody: ${page.heading()}`)
  return arrived(at, browser, await browser.submit(page, { person: chosen }, { stopAt: (url) => url.origin === at.consoleUrl }))
}

/** By an invitation or a recovery link. The password is random, is kept nowhere, and would not be taken anyway. */
export async function byInvitation(at: Addresses, link: string): Promise<Person> {
  const browser = new FormBrowser()
  const page = await browser.get(link)
  const password = randomBytes(32).toString('base64url')
  return arrived(at, browser, await browser.submit(page, { password }, { stopAt: (url) => url.origin === at.consoleUrl }))
}

async function arrived(at: Addresses, browser: FormBrowser, page: Page): Promise<Person> {
  if (page.url.origin !== at.consoleUrl) throw new Error(`not signed in: ${page.heading()}`)
  return { browser, api: createApi({ origin: at.issuer, token: await managementToken(at, browser) }) }
}

/** As `lanyard login` does: authorization code with PKCE, pushed, for the management API alone. */
async function managementToken(at: Addresses, browser: FormBrowser): Promise<string> {
  const server = await discover(at, 'lanyard-cli', oidc.None())
  const resource = `${at.issuer}/api/v1`
  const [verifier, state] = [oidc.randomPKCECodeVerifier(), oidc.randomState()]
  const address = await oidc.buildAuthorizationUrlWithPAR(server, {
    redirect_uri: CALLBACK, scope: 'openid', resource, state, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  }) // prettier-ignore
  const returned = await consent(browser, address.href, 'allow')
  const tokens = await oidc.authorizationCodeGrant(server, returned, { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true }, { resource })
  return tokens.access_token
}

/** Opens an authorization request and answers the page that asks. */
export async function consent(browser: FormBrowser, address: string, action: 'allow' | 'deny'): Promise<URL> {
  const page = await browser.get(address, atCallback)
  const last = atCallback(page.url) ? page : await browser.submit(page, { action }, { stopAt: atCallback })
  if (!atCallback(last.url)) throw new Error(`the consent page was not the last: ${last.heading()}`)
  return last.url
}

export const discover = (at: Addresses, clientId: string, authentication: oidc.ClientAuth): Promise<oidc.Configuration> =>
  oidc.discovery(new URL(at.issuer), clientId, undefined, authentication, {
    execute: at.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
    timeout: 15,
    algorithm: clientId === 'lanyard-cli' ? 'oidc' : 'oauth2',
  })

/** Another of the sample's people, by a link that its administrator makes. */
export async function asPerson(at: Addresses, administrator: Person, personId: string): Promise<Person> {
  return byLink(at, (await need(administrator.api.sample.open({}))).url, personId)
}
