import { importJWK, SignJWT, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { newId } from '@/lib/kernel/ids'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'
import { makeAgent, type Staff } from './agents'
import { GATEWAY_URL } from './authorization-server'

export const CALLBACK = 'http://127.0.0.1:4999/callback'
export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
export const FILES = `${GATEWAY_URL}/mcp/files`
export const MAIL = `${GATEWAY_URL}/mcp/mail`

/** An authorization server in this process or in another. */
type Issuer = { readonly issuer: string }

/** An agent as its author would write it: a real client (openid-client), its key, and a run of it. */
export type OAuthAgent = {
  id: string
  name: string
  privateJwk: JWK
  config: oidc.Configuration
  dpop: oidc.DPoPHandle
  dpopKeys: oidc.CryptoKeyPair
}

type Tools = readonly `${string}:${string}`[]
const toolsOf = (tools: Tools) => tools.map((tool) => ({ mcp_server: tool.split(':')[0] as string, tool_id: tool.split(':')[1] as string }))

/** Registers an agent with these tools (`server:tool`), and makes a client of it. */
export async function oauthAgent(
  server: Issuer,
  staff: Staff,
  { tools, ...over }: Partial<Omit<IdentityDocumentInput, 'tools'>> & { tools: Tools; name?: string },
): Promise<OAuthAgent> {
  const name = over.name ?? `agent-${newId().slice(-12)}`
  const { agent, keys } = await makeAgent(staff, { redirect_uris: [CALLBACK], ...over, name, tools: toolsOf(tools) })
  return connect(server, { id: agent.id, name, privateJwk: keys.privateJwk as JWK })
}

/** The same agent's client again, or at another process: a new run with a key of its own. */
export async function connect(server: Issuer, agent: Pick<OAuthAgent, 'id' | 'name' | 'privateJwk'>): Promise<OAuthAgent> {
  const key = (await importJWK(agent.privateJwk, 'ES256')) as CryptoKey
  const config = await oidc.discovery(new URL(server.issuer), agent.id, undefined, oidc.PrivateKeyJwt(key), { execute: [oidc.allowInsecureRequests], algorithm: 'oauth2' })
  const dpopKeys = await oidc.randomDPoPKeyPair('ES256')
  return { ...agent, config, dpopKeys, dpop: oidc.getDPoPHandle(config, dpopKeys) }
}

/** Lets the agent act by itself, as its sponsor. */
export async function standing(staff: Staff, agent: Pick<OAuthAgent, 'id'>, scopes: readonly string[], lifetimeMs = 3_600_000): Promise<string> {
  const given = await giveStandingMandate({ gatewayUrl: GATEWAY_URL })(staff.owner, {
    agentId: agent.id,
    scopes: [...scopes],
    purpose: 'sorts the invoices every night',
    expires_at: new Date(Date.now() + lifetimeMs).toISOString(),
  })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  return given.value.id
}

/** A client assertion (RFC 7523 §3), with whatever is to be wrong about it. */
export async function assertion(agent: Pick<OAuthAgent, 'id' | 'privateJwk'>, audience: string, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: agent.id, sub: agent.id, aud: audience, jti: newId(), iat: now, exp: now + 60, ...over }
  const present = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
  return new SignJWT(present).setProtectedHeader({ alg: 'ES256', ...header }).sign(await importJWK(agent.privateJwk, 'ES256'))
}

/** A DPoP proof (RFC 9449 §4.2), with whatever is to be wrong about it. */
export async function proof(keys: oidc.CryptoKeyPair, url: string, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const { kty, crv, x, y } = jwk
  const claims = { jti: newId(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1000), ...over }
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } as JWK, ...header }).sign(keys.privateKey)
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers }

/** A bare token request, for what no client library would send. */
export async function post(address: string, path: string, body: URLSearchParams | string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${address}${path}`, { method: 'POST', body, headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text } }
}

/** Everything a correct token request has, fresh. */
export async function tokenRequest(server: Issuer, agent: OAuthAgent, params: Record<string, string>): Promise<{ body: URLSearchParams; headers: Record<string, string> }> {
  const body = new URLSearchParams({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(agent, server.issuer),
    ...params,
  })
  return { body, headers: { dpop: await proof(agent.dpopKeys, `${server.issuer}/oauth/token`) } }
}
