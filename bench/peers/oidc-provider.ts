import pg from 'pg'
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider'
import { exportJWK, generateKeyPair } from 'jose'

/**
 * Stock oidc-provider: its own grant, its own client authentication and DPoP, and a plain adapter of one table and one
 * statement a call, as its documentation shows. Clients are rows, as they are where anybody may register one.
 * Usage: PORT DATABASE_URL CLIENTS_JSON
 */
const [port, databaseUrl, clients] = process.argv.slice(2) as [string, string, string]
const issuer = `http://localhost:${port}`
const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 })
await pool.query(`create table payload (model text not null, id text not null, body jsonb not null, expires_at timestamptz, consumed_at timestamptz, primary key (model, id))`)

class PlainAdapter implements Adapter {
  constructor(private readonly model: string) {}
  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    await pool.query({
      name: 'upsert',
      text: `insert into payload (model, id, body, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))
             on conflict (model, id) do update set body = excluded.body, expires_at = excluded.expires_at`,
      values: [this.model, id, payload, expiresIn ?? null],
    })
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    const { rows } = await pool.query<{ body: AdapterPayload }>({
      name: 'find',
      text: 'select body from payload where model = $1 and id = $2 and (expires_at is null or expires_at > now())',
      values: [this.model, id],
    })
    return rows[0]?.body
  }
  async consume(id: string): Promise<void> {
    await pool.query('update payload set consumed_at = now() where model = $1 and id = $2', [this.model, id])
  }
  async destroy(id: string): Promise<void> {
    await pool.query('delete from payload where model = $1 and id = $2', [this.model, id])
  }
  async revokeByGrantId(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
}

for (const client of JSON.parse(clients) as (AdapterPayload & { client_id: string })[]) await new PlainAdapter('Client').upsert(client.client_id, client)
const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const target = { scope: 'crm.read', audience: 'https://crm.example', accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } } as const
const provider = new Provider(issuer, {
  adapter: PlainAdapter,
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
  clients: [],
  scopes: ['crm.read'],
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES256'], dPoPSigningAlgValues: ['ES256'] },
  assertJwtClientAuthClaimsAndHeader: async () => undefined,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: { enabled: true, defaultResource: () => target.audience, useGrantedResource: () => true, getResourceServerInfo: () => target },
  },
})
provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
