import { findReceiverClient, type ReceiverClient } from '@/lib/identity/signals'
import { signalsResourceOf } from './deps'
import { opaqueStore } from './opaque-store'

/** RFC 6750 §2.1. */
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i

/** The receiver of shared signals that a request's token is of, with the token's scopes; null for nobody. */
export async function receiverOfRequest(issuer: string, request: Request): Promise<{ receiver: ReceiverClient; scopes: ReadonlySet<string> } | null> {
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
  const payload = token === undefined ? undefined : await opaqueStore.find('ClientCredentials', token)
  // One that is bound to a key is no bearer token.
  if (!payload?.clientId || payload.aud !== signalsResourceOf(issuer) || payload.jkt !== undefined || payload['x5t#S256'] !== undefined) return null
  const receiver = await findReceiverClient(payload.clientId)
  return receiver && { receiver, scopes: new Set((payload.scope ?? '').split(' ').filter(Boolean)) }
}
