import type { JSONRPCErrorResponse, JSONRPCMessage, JSONRPCRequest, JSONRPCResultResponse } from '@modelcontextprotocol/server'

type Answer = JSONRPCResultResponse | JSONRPCErrorResponse

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isId = (value: unknown): boolean => typeof value === 'string' || Number.isInteger(value)

/** What a tool server sent, if it is one message of JSON-RPC 2.0; what a method's parameters and results hold is the agent's to judge. */
export function messageOf(value: unknown): JSONRPCMessage | null {
  if (!isObject(value) || value.jsonrpc !== '2.0') return null
  const { id, params, error } = value
  const isWhole =
    'method' in value
      ? typeof value.method === 'string' && (id === undefined || isId(id)) && (params === undefined || isObject(params))
      : 'result' in value
        ? isId(id) && isObject(value.result)
        : (id === undefined || isId(id)) && isObject(error) && Number.isInteger(error.code) && typeof error.message === 'string'
  return isWhole ? (value as JSONRPCMessage) : null
}

/** Of a message that is known to be one: only an answer names no method. */
export const isAnswer = (message: JSONRPCMessage): message is Answer => !('method' in message)
export const isResult = (message: JSONRPCMessage): message is JSONRPCResultResponse => 'result' in message
export const isRequest = (message: JSONRPCMessage): message is JSONRPCRequest => 'method' in message && 'id' in message
