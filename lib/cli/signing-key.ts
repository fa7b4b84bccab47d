import type { JsonWebKey } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import type { AgentKey } from './agent-key'

/** A key as WebCrypto has it; the public half can be exported, since a proof carries it (RFC 9449 §4.2). */
export async function signingKey({ privateJwk, publicJwk }: AgentKey): Promise<CryptoKeyPair> {
  const algorithm = publicJwk.kty === 'OKP' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' }
  const { kty, crv, x, y, d } = privateJwk
  const bare = (jwk: JsonWebKey) => ({ ...jwk }) as globalThis.JsonWebKey
  return {
    privateKey: await crypto.subtle.importKey('jwk', bare({ kty, crv, x, ...(y ? { y } : {}), d }), algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', bare(publicJwk), algorithm, true, ['verify']),
  }
}

export async function thumbprintOf({ publicJwk }: AgentKey): Promise<string> {
  return calculateJwkThumbprint(publicJwk as Parameters<typeof calculateJwkThumbprint>[0])
}
