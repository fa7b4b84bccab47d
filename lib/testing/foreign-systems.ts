import { createPublicKey, verify, type JsonWebKey } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Provider from 'oidc-provider'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

/**
 * Systems of others, in which agents end when they are retired: a SCIM service and an authorization server out of their
 * own libraries, a secret store and a receiver of signed calls written from their descriptions alone. None of them
 * shares code with the product.
 */
export type ForeignSystems = Awaited<ReturnType<typeof foreignSystems>>

type Listening = { url: string; close(): void }
async function listening(listener: RequestListener): Promise<Listening> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => (server.closeAllConnections(), server.close()) }
}

/** @param issuerKeys of whoever calls the receiver, as they are published */
export async function foreignSystems(issuerKeys: () => Promise<JsonWebKey[]>) {
  const [scim, oauth, vault, receiver] = [await scimService(), await authorizationServer(), await secretStore(), await signedCallReceiver(issuerKeys)]
  return { scim, oauth, vault, receiver, close: () => [scim, oauth, vault, receiver].forEach((one) => one.close()) }
}

type Account = { id: string; userName: string; externalId?: string }

async function scimService() {
  const credential = 'Bearer of-the-scim-service'
  const accounts = new Map<string, Account>()
  const deleted: string[] = []
  /** Awaited before a deletion is carried out: a service may take its time. */
  const slow: { down: () => Promise<void> } = { down: async () => undefined }
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress(async (resource, instance) => {
      const id = resource.id ?? `account-${accounts.size + 1}`
      const account: Account = { ...(instance as unknown as Account), id }
      accounts.set(id, account)
      return account
    })
    .egress(async (resource) => {
      if (resource.id === undefined) return resource.filter ? resource.filter.match([...accounts.values()]) : [...accounts.values()]
      const account = accounts.get(resource.id)
      if (!account) throw new SCIMMY.Types.Error(404, '', `no account ${resource.id}`)
      return account
    })
    .degress(async (resource) => {
      const id = resource.id ?? ''
      if (!accounts.has(id)) throw new SCIMMY.Types.Error(404, '', `no account ${id}`)
      await slow.down()
      if (accounts.delete(id)) deleted.push(id)
    })
  const app = express()
  app.use(
    '/scim/v2',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request) => {
        if (request.header('authorization') !== credential) throw new Error('who is that?')
        return 'the directory of agents'
      },
    }),
  )
  const { url, close } = await listening(app)
  const resources = `${url}/scim/v2/Users`
  return {
    resources,
    credential,
    accounts,
    deleted,
    slow,
    close,
    async make(userName: string, externalId: string): Promise<void> {
      const made = await fetch(resources, { method: 'POST', headers: { authorization: credential, 'content-type': 'application/scim+json' }, body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, externalId }) })
      if (made.status !== 201) throw new Error(`the SCIM service answered ${made.status}: ${await made.text()}`)
    },
  }
}

async function authorizationServer() {
  const { url, close } = await listening((request, response) => void handler(request, response))
  const [client_id, client_secret] = ['directory', 'of-the-authorization-server']
  const provider = new Provider(url, {
    clients: [{ client_id, client_secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
    features: { clientCredentials: { enabled: true }, introspection: { enabled: true }, revocation: { enabled: true }, devInteractions: { enabled: false } },
    cookies: { keys: ['of this test'] },
  })
  const handler = provider.callback()
  const credential = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
  const asked = async (path: string, form: Record<string, string>): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: credential }, body: new URLSearchParams(form) })
    return (await answer.json()) as Record<string, unknown>
  }
  return {
    credential,
    revocation: `${url}/token/revocation`,
    introspection: `${url}/token/introspection`,
    close,
    token: async (): Promise<string> => String((await asked('/token', { grant_type: 'client_credentials' }))['access_token']),
    isActive: async (token: string): Promise<boolean> => (await asked('/token/introspection', { token }))['active'] === true,
  }
}

/** What HashiCorp Vault documents of `DELETE` and `GET /v1/secret/metadata/:path`. */
async function secretStore() {
  const credential = 'hvs.of-the-secret-store'
  const secrets = new Set<string>()
  const { url, close } = await listening((request, response) => {
    const path = new URL(request.url ?? '/', 'http://store').pathname
    const isThere = secrets.has(path)
    const status = request.headers['x-vault-token'] !== credential ? 403 : request.method === 'DELETE' ? 204 : request.method === 'GET' && isThere ? 200 : 404
    if (status === 204) secrets.delete(path)
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? undefined : JSON.stringify(status === 200 ? { data: {} } : { errors: [] }))
  })
  const pathOf = (agentId: string) => `/v1/secret/metadata/agents/${agentId}`
  return { credential, template: `${url}${pathOf('{agent}')}`, close, put: (agentId: string) => void secrets.add(pathOf(agentId)), has: (agentId: string) => secrets.has(pathOf(agentId)) }
}

type Notice = { jti: string; exp: number; order_id: string; mode: string; agents: { id: string }[]; attempt: number }

/** Stops what a notice is about, once for each `jti`, and only when the signature over its very bytes is the issuer's (RFC 7515 appendix F). */
async function signedCallReceiver(issuerKeys: () => Promise<JsonWebKey[]>) {
  const heard: Notice[] = []
  const stopped = new Map<string, string[]>()
  let refused = 0
  const { url, close } = await listening((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      void isSigned(Buffer.concat(chunks), String(request.headers['lanyard-signature']), issuerKeys).then((isGood) => {
        const notice = isGood ? (JSON.parse(Buffer.concat(chunks).toString()) as Notice) : null
        if (!notice || notice.exp * 1_000 < Date.now()) {
          refused++
          return response.writeHead(401).end()
        }
        heard.push(notice)
        stopped.set(notice.jti, notice.agents.map(({ id }) => id))
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{"stopped":1}')
      })
    })
  })
  return { url: `${url}/stop`, close, heard, stopped, refused: () => refused }
}

async function isSigned(body: Buffer, detached: string, issuerKeys: () => Promise<JsonWebKey[]>): Promise<boolean> {
  const [header = '', payload, signature = ''] = detached.split('.')
  if (payload !== '') return false
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string; kid?: string }
  const jwk = (await issuerKeys()).find((one) => one['kid'] === kid)
  if (alg !== 'ES256' || !jwk) return false
  return verify('sha256', Buffer.from(`${header}.${body.toString('base64url')}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}
