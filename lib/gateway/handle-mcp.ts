import type { IncomingMessage, ServerResponse } from 'node:http'
import { isInitializeRequest, isJSONRPCNotification, isJSONRPCRequest, isJSONRPCResponse, type JSONRPCRequest, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server'
import {
  authenticate, containmentFacts, credentialsOf, decide, denialOf, NotRecorded, readJson, refusedAt, requiredScope, RPC,
  type AgentClaims, type CallRecords, type CheckProof, type Needed, type Point, type Presented,
} from '@/lib/guard/parts' // prettier-ignore
import type { Concurrency } from './concurrency'
import { sendRpcError, sendWeb } from './http-answer'
import { metadataUrlOf, resourceOf } from './metadata'
import { Reply } from './reply'
import type { Session } from './session'
import { bindingOf, type Server, type Sessions } from './sessions'

export type McpDeps = {
  gatewayUrl: string
  point: Point
  checkProof: CheckProof
  sessions: Sessions
  records: CallRecords
  concurrency: Concurrency
}

type RpcId = string | number | null
type Exchange = { request: IncomingMessage; response: ServerResponse; server: Server; presented: Presented }

/** One request of an agent to `/mcp/<server>`: who is it, may it, is that written down; only then is it passed on. */
export async function handleMcp(deps: McpDeps, request: IncomingMessage, response: ServerResponse, server: Server): Promise<void> {
  const { gatewayUrl, point, checkProof } = deps
  const url = resourceOf(gatewayUrl, server.slug)
  const presented = await authenticate(credentialsOf(request), { point, checkProof, audience: url, tenant: server.tenantId, url, server: server.slug })
  const exchange = { request, response, server, presented }
  if (request.method === 'POST') return post(deps, exchange)
  if (request.method === 'GET' || request.method === 'DELETE') return openOrEnd(deps, exchange)
  refuse(response, 405, 'method is not allowed', null, { allow: 'GET, POST, DELETE' })
}

async function post(deps: McpDeps, exchange: Exchange): Promise<void> {
  const { request, response, server, presented } = exchange
  if (!presented.claims) {
    // Who is not known to us does not get its body read.
    if (presented.challenge === 'invalid_token') deps.records.stranger(decide({ ...presented.facts, scope: null }), server.slug)
    return deny(deps, exchange, null, null)
  }
  const body = await readJson(request)
  if (!body.ok) return refuse(response, body.refusal.status, body.refusal.detail)
  const message = body.value
  if (Array.isArray(message)) return refuse(response, 400, 'batches are not part of MCP any more: send one message')
  if (isJSONRPCRequest(message)) {
    const entered = deps.concurrency.enter(presented.claims.client_id)
    if (!entered) return refuse(response, 429, 'this agent has too many requests in flight', message.id, { 'retry-after': '1' }, RPC.tooMany)
    response.once('close', entered)
    return onRequest(deps, exchange, message)
  }
  if (!isJSONRPCNotification(message) && !isJSONRPCResponse(message)) return refuse(response, 400, 'body is not a JSON-RPC message')
  if (!decide({ ...presented.facts, scope: null }).allowed) return deny(deps, exchange, null, null)
  const session = sessionOf(deps, exchange)
  if (!session) return noSession(exchange, null)
  return pass(exchange, session, message)
}

async function onRequest(deps: McpDeps, arrived: Exchange, message: JSONRPCRequest): Promise<void> {
  const { server } = arrived
  const { claims } = arrived.presented
  if (!claims) return
  const needed = requiredScope(server.slug, message)
  // Only now is it known which tool it is for, and an order may be over that tool alone.
  const exchange = { ...arrived, presented: asOfNow(deps, arrived, claims, needed) }
  const { presented } = exchange
  if (!decide({ ...presented.facts, scope: needed?.scope ?? null }).allowed) return deny(deps, exchange, needed, message.id)

  const isHandshake = message.method === 'initialize' && isInitializeRequest(message)
  const session = isHandshake ? deps.sessions.open(claims, server) : sessionOf(deps, exchange)
  if (!session) {
    if (!isHandshake) return noSession(exchange, message.id)
    return refuse(exchange.response, 429, 'too many sessions are in use', message.id, { 'retry-after': '5' }, RPC.tooMany)
  }
  if (session.pending.has(message.id)) return refuse(exchange.response, 400, 'a request with this id is in flight', message.id)

  const unfit = isHandshake ? null : unfitTransport(exchange.request)
  if (unfit) return refuse(exchange.response, unfit.status, unfit.detail, message.id)

  const startedAt = performance.now()
  const record = needed ? await recorded(deps, exchange, needed, message.id) : null
  if (record === 'denied') return
  session.pending.set(message.id, {
    request: message,
    tool: record && needed ? needed.tool : null,
    startedAt,
    finish: (ending) => {
      if (record) void deps.records.outcome(record.id, startedAt, ending)
    },
  })
  if (isHandshake) return pass(exchange, session, message)
  const reply: Reply = new Reply(exchange.response, session.front.sessionId, () => session.left(message.id, reply))
  session.ask(message, reply)
}

/** What the SDK's transport refuses before it takes a message, of a request that does not go through it. */
function unfitTransport({ headers }: IncomingMessage): { status: number; detail: string } | null {
  const { accept } = headers
  const version = headers['mcp-protocol-version']
  if (!accept?.includes('application/json') || !accept.includes('text/event-stream')) return { status: 406, detail: 'client must accept both application/json and text/event-stream' }
  if (version !== undefined && !(typeof version === 'string' && SUPPORTED_PROTOCOL_VERSIONS.includes(version))) return { status: 400, detail: 'MCP-Protocol-Version is not one that is supported here' }
  return null
}

/** Records the decision, and then looks once more: an order may have come in while it was being written. */
async function recorded(deps: McpDeps, exchange: Exchange, needed: Needed, id: RpcId): Promise<{ id: string } | 'denied'> {
  const { presented, server, response } = exchange
  const { claims } = presented
  if (!claims) return 'denied'
  const startedAt = performance.now()
  try {
    const decision = decide({ ...presented.facts, scope: needed.scope })
    const record = await deps.records.decision(decision, { claims, server: server.slug, needed, whole: deps.point.view.isWatched(claims) })
    const latest = asOfNow(deps, exchange, claims, needed)
    const now = decide({ ...latest.facts, scope: needed.scope })
    const isRecorded = record.answer.status === 'recorded'
    if (isRecorded && now.allowed) return { id: record.id }
    if (isRecorded) void deps.records.outcome(record.id, startedAt, { result: 'cut', reason: 'halted' })
    if (now.allowed) sendRpcError(response, record.answer.status === 'contained' ? refusedAt.overtaken : refusedAt.byAuthority(record.answer.reason), id)
    else answerDenial(deps, { ...exchange, presented: latest }, needed, id)
  } catch (error) {
    if (!(error instanceof NotRecorded)) throw error
    sendRpcError(response, refusedAt.notRecorded, id)
  }
  return 'denied'
}

/** As presented, with lease and orders as they are at this moment. */
const asOfNow = ({ point }: McpDeps, { presented, server }: Exchange, claims: AgentClaims, needed: Needed | null): Presented => ({
  ...presented,
  facts: { ...presented.facts, ...containmentFacts(point, claims, { server: server.slug, ...(needed && { tool: needed.tool }) }) },
})

/** The session's own stream, and its end. */
async function openOrEnd(deps: McpDeps, exchange: Exchange): Promise<void> {
  const { request, response, presented } = exchange
  const { claims, facts } = presented
  if (!claims || !decide({ ...facts, scope: null }).allowed) return deny(deps, exchange, null, null)
  const session = sessionOf(deps, exchange)
  if (!session) return noSession(exchange, null)
  const web = await session.front.handleRequest(webRequest(request))
  if (request.method === 'GET' && web.ok && facts.lease.valid) {
    // A stream lives no longer than the token that opened it; SDKs open it again with a fresh one.
    const timer = setTimeout(() => session.front.closeStandaloneSSEStream(), Math.max(0, claims.exp - facts.lease.now) * 1000)
    response.once('close', () => clearTimeout(timer))
  }
  await sendWeb(response, web)
}

/** The handshake, a notification or an answer, by the SDK's own transport. */
async function pass(exchange: Exchange, session: Session, message: unknown): Promise<void> {
  session.lastUsedAt = performance.now()
  const web = await session.front.handleRequest(webRequest(exchange.request), { parsedBody: message })
  // The SDK's transport refused it (a header, a version): it never reached the tool server.
  if (!web.ok && isJSONRPCRequest(message)) {
    session.pending.get(message.id)?.finish({ result: 'failed', reason: 'bad_request' })
    session.pending.delete(message.id)
    if (isInitializeRequest(message)) session.close('the handshake was refused')
  }
  await sendWeb(exchange.response, web)
}

async function deny(deps: McpDeps, exchange: Exchange, needed: Needed | null, id: RpcId): Promise<void> {
  const { presented, server } = exchange
  if (presented.claims && needed) {
    const decision = decide({ ...presented.facts, scope: needed.scope })
    await deps.records.denial(decision, { claims: presented.claims, server: server.slug, needed, whole: deps.point.view.isWatched(presented.claims) })
  }
  answerDenial(deps, exchange, needed, id)
}

function answerDenial(deps: McpDeps, exchange: Exchange, needed: Needed | null, id: RpcId): void {
  const { presented, server, response } = exchange
  const scope = needed?.scope ?? null
  const context = { presented, scope, metadataUrl: metadataUrlOf(deps.gatewayUrl, server.slug), nonce: deps.checkProof.nonce }
  sendRpcError(response, denialOf(decide({ ...presented.facts, scope }), context), id)
}

function sessionOf(deps: McpDeps, { request, presented, server }: Exchange): Session | null {
  const id = request.headers['mcp-session-id']
  return typeof id === 'string' && presented.claims ? deps.sessions.find(id, bindingOf(presented.claims, server)) : null
}

/** MCP "session management": 404 makes a client start anew, 400 tells it that it has not started. */
function noSession({ request, response }: Exchange, id: RpcId): void {
  if (request.headers['mcp-session-id']) return refuse(response, 404, 'session not found', id, {}, RPC.unauthorized)
  refuse(response, 400, 'send initialize first: this gateway keeps a session, and Mcp-Session-Id names it', id, {}, -32_000)
}

function refuse(response: ServerResponse, status: number, message: string, id: RpcId = null, headers: Record<string, string> = {}, code: number = RPC.badRequest): void {
  sendRpcError(response, { status, code, message, data: {}, headers }, id)
}

/** What the SDK's transport reads of a request; the body is given to it parsed. Credentials are not. */
function webRequest(request: IncomingMessage): Request {
  const headers = new Headers()
  for (const name of ['accept', 'content-type', 'mcp-session-id', 'mcp-protocol-version', 'last-event-id']) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  return new Request('http://gateway.invalid/mcp', { method: request.method ?? 'POST', headers })
}
