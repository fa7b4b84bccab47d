import type { IncomingMessage, ServerResponse } from 'node:http'
import { badRequest, identify, letThrough, type Opened } from './admission'
import { credentialsOf } from './authenticate'
import type { OpenCall } from './in-flight'
import { readJson } from './json-body'
import { McpSessions } from './mcp-sessions'
import { refuseRpc, targetOf } from './node-answer'
import { followed, guarded, type Deps } from './node-handler'
import type { McpHandler } from './public'
import { requiredScope } from './required-scope'
import { rpcRequestOf } from './rpc-message'

/**
 * Before the Streamable HTTP transport of an MCP server: a call of a tool needs the tool's scope, what gives no content
 * any valid token, and whatever MCP adds tomorrow a scope of its own.
 */
export function mcpHandler(deps: Deps, handler: McpHandler): (request: IncomingMessage, response: ServerResponse) => void {
  const sessions = new McpSessions()
  return (request, response) =>
    guarded(deps, request, response, async (opened) => {
      const known = await identify(opened, { credentials: credentialsOf(request), target: targetOf(request) })
      // Who is not known here does not get its body read.
      if (!known.ok) return refuseRpc(null)(response, known.refusal)
      const body = request.method === 'POST' ? await readJson(request) : null
      if (body && !body.ok) return refuseRpc(null)(response, badRequest(body.refusal.detail, body.refusal.status))
      const message = body?.value
      if (Array.isArray(message)) return refuseRpc(null)(response, badRequest('batches are not part of MCP any more: send one message'))

      const rpc = rpcRequestOf(message)
      const refuse = refuseRpc(rpc?.id ?? null)
      if (!sessions.mayUse(request, known.value.claims)) return refuse(response, badRequest('session not found', 404))
      const call = followed(await letThrough(opened, known.value, rpc && requiredScope(opened.server.slug, rpc)), response, refuse)
      if (!call) return
      sessions.learn(response, call.claims)
      if (request.method === 'GET') endWithToken(opened, call, response)
      await handler(request, response, message, call.caller)
    })
}

/** A stream lives no longer than the token that opened it; SDKs open it again with a fresh one. */
function endWithToken({ point }: Opened, { claims }: OpenCall, response: ServerResponse): void {
  const lease = point.lease.state()
  const timer = setTimeout(() => response.end(), Math.max(0, claims.exp - (lease.valid ? lease.now : Date.now() / 1_000)) * 1_000)
  response.once('close', () => clearTimeout(timer))
}
