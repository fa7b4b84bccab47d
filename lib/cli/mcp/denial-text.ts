import { InsufficientScopeError, SdkHttpError } from '@modelcontextprotocol/client'

export type RpcProblem = { code: number; message: string; data?: unknown }

/** JSON-RPC's own code for what went wrong inside (JSON-RPC 2.0 §5.1). */
const INTERNAL = -32_603

/** What the gateway said, in its own words, from whatever the SDK made of its answer. */
export function problemOf(error: unknown): RpcProblem {
  if (error instanceof InsufficientScopeError)
    return { code: -32_003, message: error.errorDescription ?? error.message, data: { reason: 'scope', scope: error.requiredScope } }
  if (error instanceof SdkHttpError) {
    const said = rpcErrorIn(error.data?.text)
    if (said) return said
  }
  return { code: INTERNAL, message: error instanceof Error ? error.message : 'the gateway cannot be reached' }
}

export const statusOf = (error: unknown): number | null => (error instanceof SdkHttpError ? (error.data?.status ?? null) : null)

function rpcErrorIn(text: unknown): RpcProblem | null {
  if (typeof text !== 'string' || !text.startsWith('{')) return null
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown; data?: unknown } }
    if (typeof error?.code !== 'number' || typeof error.message !== 'string') return null
    return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) }
  } catch {
    return null
  }
}
