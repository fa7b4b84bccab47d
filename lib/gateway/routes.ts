import type { IncomingMessage, ServerResponse } from 'node:http'
import { handleMcp, type McpDeps } from './handle-mcp'
import { sendJson } from './http-answer'
import { protectedResourceMetadata } from './metadata'
import type { Servers } from './servers'

export type RouteDeps = McpDeps & { issuer: string; servers: Servers; isReady: () => { ready: boolean; detail: string } }

const MCP = /^\/mcp\/([a-z0-9-]{1,40})$/
const METADATA = /^\/\.well-known\/oauth-protected-resource\/mcp\/([a-z0-9-]{1,40})$/

/** What a path is of, for counting; `other` for what is none of ours. */
export function templateOf(url: string | undefined): string {
  const [path = '/'] = (url ?? '/').split('?', 1)
  if (path === '/healthz' || path === '/readyz') return path
  return MCP.test(path) ? '/mcp/:server' : METADATA.test(path) ? '/.well-known/oauth-protected-resource/mcp/:server' : 'other'
}

/** Where a request goes. Only health answers under any host name, since whoever probes it has none of ours. */
export async function route(deps: RouteDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?', 1)
  if (path === '/healthz') return sendJson(response, 200, { status: 'alive' })
  if (path === '/readyz') {
    const { ready, detail } = deps.isReady()
    return sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', detail })
  }
  const problem = pinnedOrigin(deps.gatewayUrl, request)
  if (problem) return sendJson(response, problem.status, { error: problem.error, error_description: problem.detail })

  const mcp = MCP.exec(path)
  const metadata = METADATA.exec(path)
  const slug = mcp?.[1] ?? metadata?.[1]
  const server = slug ? deps.servers.get(slug) : null
  if (!server) return sendJson(response, 404, { error: 'not_found', error_description: slug ? `there is no tool server \`${slug}\`` : 'there is nothing here' })
  if (mcp) return handleMcp(deps, request, response, server)
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendJson(response, 405, { error: 'method_not_allowed' }, { allow: 'GET, HEAD' })
  sendJson(response, 200, protectedResourceMetadata({ issuer: deps.issuer, gatewayUrl: deps.gatewayUrl, server }))
}

/**
 * The Host header must be ours, and a browser's page of another origin is turned away, so that no site can reach
 * the gateway through its reader's browser by giving its own name this address (DNS rebinding). There is no CORS.
 */
function pinnedOrigin(gatewayUrl: string, request: IncomingMessage): { status: number; error: string; detail: string } | null {
  const own = new URL(gatewayUrl)
  if (request.headers.host?.toLowerCase() !== own.host) return { status: 421, error: 'misdirected_request', detail: `this gateway is ${gatewayUrl}` }
  const { origin } = request.headers
  if (origin !== undefined && origin !== own.origin) return { status: 403, error: 'forbidden_origin', detail: 'pages of other origins may not use this gateway' }
  return null
}
