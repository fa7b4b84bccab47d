import 'server-only'
import type { NextAuthOptions } from 'next-auth'
import { createApi } from '@/lib/api/client'
import { SESSION_SECONDS, sessionCookies } from './cookies'
import { environment } from './environment'
import { sameOriginUrl } from './way-back'

type Profile = { sub: string; name?: string; email?: string }

/**
 * The console signs people in at the authority (OpenID Connect code flow, PKCE) and never sees a password. The token
 * for the management API stays inside the encrypted cookie: what the browser may ask for is a name.
 */
export function authOptions(): NextAuthOptions {
  const { issuer, consoleUrl, clientSecret, sessionSecret } = environment()
  // next-auth takes the origin from here, and from no header.
  process.env.NEXTAUTH_URL = consoleUrl
  return {
    secret: sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: { maxAge: SESSION_SECONDS },
    useSecureCookies: consoleUrl.startsWith('https://'),
    cookies: sessionCookies(),
    pages: { signIn: '/signin', signOut: '/signin', error: '/signin' },
    providers: [
      {
        id: 'lanyard',
        name: 'Lanyard',
        type: 'oauth',
        issuer,
        wellKnown: `${issuer}/.well-known/openid-configuration`,
        clientId: 'console',
        clientSecret,
        client: { token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'ES256' },
        authorization: { params: { scope: 'openid profile email', resource: `${issuer}/api/v1` } },
        // Without it the token answered here would be for userinfo, and not for the API.
        token: { params: { resource: `${issuer}/api/v1` } },
        checks: ['pkce', 'state', 'nonce'],
        idToken: true,
        profile: (profile: Profile) => ({ id: profile.sub, name: profile.name ?? null, email: profile.email ?? null }),
      },
    ],
    callbacks: {
      jwt({ token, account }) {
        if (!account) return token
        return { sub: account.providerAccountId, name: token.name, accessToken: account.access_token, idToken: account.id_token }
      },
      session: ({ session, token }) => ({ expires: session.expires, user: { name: token.name ?? null } }),
      redirect: ({ url }) => sameOriginUrl(url, consoleUrl),
    },
    events: {
      /** next-auth's own sign-out only forgets the cookie; the token has to end, too. */
      async signOut({ token }) {
        if (typeof token?.accessToken === 'string') await createApi({ origin: issuer, token: token.accessToken }).me.signOut({})
      },
    },
    logger: {
      // The metadata of these may hold tokens; the code is enough to find the cause.
      error: (code) => console.error(JSON.stringify({ level: 'error', event: 'sign_in_failed', code })),
      warn: (code) => console.warn(JSON.stringify({ level: 'warn', event: 'sign_in_warning', code })),
      debug: () => undefined,
    },
  }
}
