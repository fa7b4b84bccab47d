import { createApi, type Api, type ApiRefusal } from '@/lib/api/client'
import type { AgentView, IdentityDocumentInput } from '@/lib/identity/registry/contract'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import type { Result } from '@/lib/kernel/result'
import { ROOT_TOKEN, stack } from './stack'

/** The management API with the root token, for what a story needs and does not tell. */
export function api(): Api {
  return createApi({ origin: stack.issuer, token: ROOT_TOKEN })
}

export async function need<T>(call: Promise<Result<T, ApiRefusal>>): Promise<T> {
  const result = await call
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`)
  return result.value
}

/** An agent that nobody runs: what it would prove itself with is thrown away. */
export async function registerIdle(document: IdentityDocumentInput): Promise<AgentView> {
  const { kty, crv, x, y } = p256KeyPair().publicKey.export({ format: 'jwk' })
  return need(api().agents.register({ document, public_key: { kty, crv, x, y } as never }))
}
