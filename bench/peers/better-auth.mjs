// better-auth with its OAuth provider, as its documentation sets it up: ES256 JWTs, PostgreSQL by a pool. It has no
// private_key_jwt and no DPoP for this grant, so that it has less to do. Usage: PORT DATABASE_URL; says `ready {client}`.
import http from 'node:http'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import { oauthProvider } from '@better-auth/oauth-provider'
import pg from 'pg'

const [port, databaseUrl] = process.argv.slice(2)
const options = {
  baseURL: `http://localhost:${port}`,
  secret: 'only-for-a-benchmark-and-long-enough-for-it',
  database: new pg.Pool({ connectionString: databaseUrl, max: 12 }),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  disabledPaths: ['/token'],
  emailAndPassword: { enabled: true },
  plugins: [
    jwt({ jwks: { keyPairConfig: { alg: 'ES256' } } }),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      scopes: ['openid', 'crm.read'],
      resources: ['https://crm.example'],
      clientPrivileges: async () => true,
      enforcePerClientResources: false,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
  ],
}
const auth = betterAuth(options)
const { runMigrations } = await getMigrations(options)
await runMigrations()
const signedUp = await auth.api.signUpEmail({ body: { name: 'a', email: 'a@example.com', password: 'four unrelated words' }, asResponse: true })
const cookie = signedUp.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
const client = await auth.api.adminCreateOAuthClient({
  body: { client_name: 'agent', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', client_credentials_scopes: ['crm.read'] },
  headers: new Headers({ cookie }),
})
http.createServer(toNodeHandler(auth)).listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify({ id: client.client_id, secret: client.client_secret })}\n`)
})
