/** A JSON-RPC 2.0 request, as far as it decides what is needed; the transport behind reads the whole of it. */
export type RpcRequest = { jsonrpc: '2.0'; id: string | number; method: string; params?: unknown }

export function rpcRequestOf(message: unknown): RpcRequest | null {
  if (typeof message !== 'object' || message === null || !('method' in message) || !('id' in message)) return null
  const { method, id } = message
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number') ? (message as RpcRequest) : null
}
