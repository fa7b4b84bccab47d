import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { actorOfToken, openPersonSession } from '@/lib/identity/access'
import { issuer as issueFor, TOKEN_LIFETIME_SECONDS } from '@/lib/identity/authority'
import { systemClock } from '@/lib/kernel/clock'
import { openKeyRing } from '@/lib/keys'
import { apiResourceOf, createProvider, pinHost } from '@/lib/protocols/oauth'
import { providerPages } from '@/lib/protocols/people/provider-pages'
import { isAccountPath, peopleRoutes } from '@/lib/protocols/people/routes'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'

export const CONSOLE_SECRET = 'the-console-and-the-authority-share-this'

/**
 * The authority's pages and its authorization server on a port of their own, and next to them something that answers
 * for the console. The database must be open.
 */
export async function startPeopleSite(keyEncryptionKey: KeyEncryptionKey) {
  const consoleServer = createServer((request, response) => {
    // The real one's part in signing in: it starts the flow.
    const url = new URL(request.url ?? '/', consoleUrl)
    if (url.pathname !== '/signin') return void response.end(`console ${url.pathname}`)
    response.statusCode = 302
    response.setHeader('location', `${issuer}/oauth/authorize?${authorizeQuery(consoleUrl, url.searchParams.get('challenge') ?? 'x'.repeat(43))}`)
    response.end()
  })
  const consoleUrl = `http://localhost:${await listen(consoleServer)}`
  const server = createServer()
  const issuer = `http://localhost:${await listen(server)}`
  const gatewayUrl = 'http://localhost:4999'
  const keys = await openKeyRing(keyEncryptionKey, () => undefined)
  const problems: unknown[] = []
  const settings = { issuer, consoleUrl, gatewayUrl, clock: systemClock }
  const provider = createProvider({
    ...settings,
    keys,
    secrets: { receiverClient: (id) => `secret of ${id}`, consoleClient: CONSOLE_SECRET, cookies: [randomBytes(32).toString('base64url')], dpopNonce: randomBytes(32) },
    issue: issueFor({ issuer, gatewayUrl, depthMax: 4, lifetimeSeconds: TOKEN_LIFETIME_SECONDS }, systemClock),
    openPersonSession,
    log: (event, fields) => void problems.push({ event, fields }),
    pages: providerPages(settings),
  })
  const people = peopleRoutes(
    { ...settings, provider, formSecret: randomBytes(32), session: { cookie: { httpOnly: true, sameSite: 'lax', signed: true, path: '/oauth' }, seconds: 8 * 3_600 } },
    (error) => void problems.push(error),
  )
  const pages = getRequestListener(people.fetch)
  const protocol = provider.callback()
  server.on('request', (request, response) => {
    pinHost(request, new URL(issuer))
    const { pathname } = new URL(request.url ?? '/', issuer)
    if (/^\/(oauth\/|\.well-known\/)/.test(pathname) && !isAccountPath(pathname)) void protocol(request, response)
    else void pages(request, response)
  })
  return {
    ...settings,
    apiResource: apiResourceOf(issuer),
    actorOfToken,
    /** Whatever broke; a test of refusals expects none. */
    problems,
    close: async () => {
      await keys.close()
      await Promise.all(
        [server, consoleServer].map((one) => {
          one.closeAllConnections()
          return new Promise((resolve) => one.close(resolve))
        }),
      )
    },
  }
}
export type PeopleSite = Awaited<ReturnType<typeof startPeopleSite>>

/** What the console asks for when it signs somebody in. */
export const authorizeQuery = (consoleUrl: string, challenge: string): string =>
  new URLSearchParams({
    client_id: 'console',
    response_type: 'code',
    redirect_uri: `${consoleUrl}/api/auth/callback/lanyard`,
    scope: 'openid profile email',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'a-state',
    nonce: 'a-nonce',
  }).toString()

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
