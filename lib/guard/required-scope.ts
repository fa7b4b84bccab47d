import { TOOL_NAME } from '@/lib/kernel/tool-name'

/** What is checked of one message: a name that can be a scope, and the arguments that are recorded. */
export type Needed = { scope: string; tool: string; parameters: unknown }

/**
 * Methods that any valid token of this server may use: they set the session up, list what there is, or speak of a
 * call that was itself allowed. They give no content and change nothing outside the session.
 */
const FREE = new Set([
  'initialize', 'ping', 'server/discover', 'logging/setLevel',
  'tools/list', 'resources/list', 'resources/templates/list', 'prompts/list',
  'resources/unsubscribe', 'subscriptions/listen',
  'tasks/get', 'tasks/result', 'tasks/list', 'tasks/cancel',
]) // prettier-ignore

/**
 * The scope that a request needs, or null for what needs none. `tools/call` needs `mcp:<server>:<tool>`. Every other
 * method that is not known to be harmless needs one of its own, `mcp:<server>:<method>` with dots for slashes: reading
 * a resource (`resources.read`), filling in a prompt (`prompts.get`), and whatever MCP adds tomorrow.
 */
export function requiredScope(server: string, request: { method: string; params?: unknown }): Needed | null {
  const params = typeof request.params === 'object' && request.params !== null ? (request.params as Record<string, unknown>) : {}
  if (request.method === 'tools/call') {
    // A name that no scope can hold is nobody's; it is not written down either, since it could be any text.
    const tool = typeof params.name === 'string' && TOOL_NAME.test(params.name) ? params.name : 'invalid-name'
    return { scope: `mcp:${server}:${tool}`, tool, parameters: params.arguments }
  }
  if (FREE.has(request.method)) return null
  const dotted = request.method.replaceAll('/', '.')
  const name = TOOL_NAME.test(dotted) ? dotted : 'invalid-name'
  return { scope: `mcp:${server}:${name}`, tool: name, parameters: params }
}
