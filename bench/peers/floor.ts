import { createHmac, randomBytes, randomUUID, sign, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { p256KeyPair } from '@/lib/kernel/key-pair'

/**
 * The least that issues a token with a record: node:http, one HMAC to authenticate, one row in a group commit, one
 * synchronous ES256 signature. No protocol, no checks, no policy. Usage: PORT DATABASE_URL CLIENT_ID CLIENT_SECRET
 */
const [port, databaseUrl, clientId, clientSecret] = process.argv.slice(2) as [string, string, string, string]
const { privateKey } = p256KeyPair()
const pepper = randomBytes(32)
const macOf = (text: string): Buffer => createHmac('sha256', pepper).update(text).digest()
const known = macOf(`${clientId}:${clientSecret}`)
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = encoded({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 })
await pool.query('create table issued (jti uuid primary key, client_id text not null, audience text not null, expires_at timestamptz not null)')

type Waiting = { jti: string; exp: number; done: () => void; fail: (error: unknown) => void }
const waiting: Waiting[] = []
let writing = false
async function write(): Promise<void> {
  if (writing) return
  writing = true
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 500)
    try {
      await pool.query({
        name: 'group',
        text: `insert into issued select jti, $3, 'https://crm.example', expires_at from unnest($1::uuid[], $2::timestamptz[]) as i(jti, expires_at)`,
        values: [batch.map(({ jti }) => jti), batch.map(({ exp }) => new Date(exp * 1_000)), clientId],
      })
      for (const { done } of batch) done()
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }
  writing = false
}

async function token(authorization: string, form: URLSearchParams): Promise<object | null> {
  const shown = macOf(Buffer.from(authorization.slice('Basic '.length), 'base64').toString())
  if (!timingSafeEqual(shown, known) || form.get('grant_type') !== 'client_credentials') return null
  const iat = Math.floor(Date.now() / 1_000)
  const claims = { iss: 'http://localhost', sub: clientId, client_id: clientId, aud: 'https://crm.example', scope: form.get('scope'), jti: randomUUID(), iat, exp: iat + 300 }
  await new Promise<void>((done, fail) => {
    waiting.push({ jti: claims.jti, exp: claims.exp, done, fail })
    void write()
  })
  const input = `${header}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return { access_token: `${input}.${signature}`, token_type: 'Bearer', expires_in: 300, scope: claims.scope }
}

createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => (body += text))
  request.on('end', () => {
    token(request.headers.authorization ?? '', new URLSearchParams(body)).then(
      (answer) => {
        const text = JSON.stringify(answer ?? { error: 'invalid_client' })
        response.writeHead(answer ? 200 : 401, { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(text) }).end(text)
      },
      () => response.writeHead(500).end(),
    )
  })
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
