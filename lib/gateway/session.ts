import { randomUUID } from 'node:crypto'
import { isInitializeRequest, WebStandardStreamableHTTPServerTransport, type JSONRPCMessage, type JSONRPCRequest } from '@modelcontextprotocol/server'
import { RPC, type AgentClaims, type Ending } from '@/lib/guard/parts'
import type { Backend } from './backend'
import type { Reply } from './reply'
import { isAnswer, isRequest, isResult } from './rpc-message'

/** A request that has gone to the tool server and has no answer yet. `finish` is called exactly once. */
/** `tool`: what was decided and recorded; null for what any valid token may do. */
export type Pending = { request: JSONRPCRequest; tool: string | null; startedAt: number; finish: (ending: Ending) => void }

const REOPEN_ID = 'lanyard-reopen'
const REOPEN_MS = 15_000

/**
 * One MCP session: towards the agent the SDK's Streamable HTTP transport for the handshake, what is notified and the
 * session's own stream, and a `Reply` for each request; behind it one tool server of its own, and between them messages
 * are passed on as they are. It belongs to one chain, mandate and run; nobody else may use it.
 * The tool server may be ended when idle: the next message starts another and repeats the handshake.
 */
export class Session {
  readonly front: WebStandardStreamableHTTPServerTransport
  readonly pending = new Map<string | number, Pending>()
  lastUsedAt = performance.now()
  /** Answers that are waited for, by the request's id. */
  private readonly replies = new Map<string | number, Reply>()
  private backend: Backend | null = null
  private opening: Promise<Backend> | null = null
  private handshake: { request: JSONRPCRequest | null; initialized: boolean; version: string | null } = { request: null, initialized: false, version: null }
  private closed = false

  constructor(
    readonly owner: { binding: string; claims: AgentClaims; server: string },
    private readonly options: {
      openBackend: (claims: AgentClaims) => Promise<Backend>
      onInitialized: (id: string, session: Session) => void
      onClosed: (session: Session) => void
      onProblem: (problem: string, detail: string) => void
    },
  ) {
    this.front = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => options.onInitialized(id, this),
    })
    this.front.onmessage = (message) => void this.toBackend(message)
    this.front.onclose = () => this.close('the session was closed')
    void this.front.start()
  }

  /** Passes a request on; what belongs to it, and its answer, go to `reply`. */
  ask(request: JSONRPCRequest, reply: Reply): void {
    this.replies.set(request.id, reply)
    void this.toBackend(request)
  }

  /** Whoever waited for this answer has gone away. What was asked for is done and recorded all the same. */
  left(id: string | number, reply: Reply): void {
    if (this.replies.get(id) === reply) this.replies.delete(id)
  }

  get isOpen(): boolean {
    return !this.closed
  }
  get hasBackend(): boolean {
    return this.backend !== null || this.opening !== null
  }
  get backendPid(): number | undefined {
    return this.backend?.pid
  }

  /** Ends the tool server and keeps the session. */
  rest(): void {
    if (this.pending.size > 0) return
    void this.backend?.close()
    this.backend = null
  }

  close(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.failPending({ result: 'cut', reason: 'session_closed' }, RPC.unavailable, reason)
    void this.backend?.close()
    this.backend = null
    this.endReplies()
    void this.front.close()
    this.options.onClosed(this)
  }

  /** Stops everything at once: the tool server first, so that nothing more happens while the agent is being told. */
  cutAll(message: string, data: Record<string, unknown>, reason: string): { cutCalls: number } {
    const cutCalls = [...this.pending.values()].filter((pending) => pending.tool !== null).length
    const backend = this.backend
    this.backend = null
    backend?.kill()
    void this.opening?.then((late) => late.kill(), () => undefined)
    this.failPending({ result: 'cut', reason }, reason === 'halted' ? RPC.halted : RPC.unavailable, message, data)
    return { cutCalls }
  }

  /** As `cutAll`, and the session is over. */
  halt(message: string, data: Record<string, unknown>): { cutCalls: number } {
    const cut = this.cutAll(message, data, 'halted')
    this.closed = true
    this.endReplies()
    void this.front.close()
    this.options.onClosed(this)
    return cut
  }

  /** Cuts one call: the tool server is told, the agent gets an error. */
  cut(id: string | number, code: number, message: string, reason: string): void {
    const pending = this.take(id)
    if (!pending) return
    pending.finish({ result: 'cut', reason })
    void this.backend?.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id, reason: message } }).catch(() => undefined)
    this.answer(id, code, message)
  }

  private async toBackend(message: JSONRPCMessage): Promise<void> {
    this.lastUsedAt = performance.now()
    try {
      const method = 'method' in message ? message.method : null
      if (method === 'initialize' && isRequest(message) && isInitializeRequest(message)) this.handshake.request = message
      if (method === 'notifications/initialized') this.handshake.initialized = true
      this.cancelledByAgent(message)
      const backend = this.backend ?? (await this.open(message))
      await backend.send(message)
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown'
      this.options.onProblem('tool_server', detail)
      if (!isRequest(message)) return
      this.take(message.id)?.finish({ result: 'failed', reason: 'tool_server_unavailable' })
      this.answer(message.id, RPC.unavailable, `tool server \`${this.owner.server}\` could not be reached`)
    }
  }

  /** A cancelled call gets no answer (MCP "cancellation"), so its stream is ended here. */
  private cancelledByAgent(message: JSONRPCMessage): void {
    if (!('method' in message) || message.method !== 'notifications/cancelled') return
    const id = (message.params as { requestId?: string | number } | undefined)?.requestId
    if (id === undefined) return
    this.take(id)?.finish({ result: 'cut', reason: 'cancelled_by_agent' })
    this.replies.get(id)?.close()
    this.replies.delete(id)
    this.front.closeSSEStream(id)
  }

  private open(first: JSONRPCMessage): Promise<Backend> {
    this.opening ??= this.start(first).finally(() => {
      this.opening = null
    })
    return this.opening
  }

  private async start(first: JSONRPCMessage): Promise<Backend> {
    const backend = await this.options.openBackend(this.owner.claims)
    if (this.closed) {
      backend.kill()
      throw new Error('session is closed')
    }
    if (!isInitializeRequest(first) && this.handshake.request) await this.repeatHandshake(backend, this.handshake.request)
    backend.onmessage = (message) => this.toAgent(message)
    backend.onclose = (reason) => {
      if (this.backend !== backend) return
      this.backend = null
      this.failPending({ result: 'failed', reason: 'tool_server_ended' }, RPC.unavailable, `tool server \`${this.owner.server}\` ${reason}`)
    }
    this.backend = backend
    return backend
  }

  private async repeatHandshake(backend: Backend, request: JSONRPCRequest): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('tool server does not answer the handshake')), REOPEN_MS)
      backend.onclose = (reason) => reject(new Error(`tool server ${reason}`))
      backend.onmessage = (message) => {
        if (!('id' in message) || message.id !== REOPEN_ID) return
        clearTimeout(timer)
        resolve()
      }
      backend.send({ ...request, id: REOPEN_ID }).catch(reject)
    })
    if (this.handshake.version) backend.setProtocolVersion?.(this.handshake.version)
    if (this.handshake.initialized) await backend.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }

  private toAgent(message: JSONRPCMessage): void {
    if (this.closed) return
    this.lastUsedAt = performance.now()
    if (isAnswer(message)) {
      const pending = message.id === undefined ? undefined : this.take(message.id)
      // An answer to a call that was cut, or that nobody asked: it goes nowhere.
      if (!pending) return
      pending.finish(endingOf(message))
      if (pending.request.id === this.handshake.request?.id) this.agreed(message)
      return this.toFront(message)
    }
    this.toFront(message, this.relatedTo(message))
  }

  private agreed(message: JSONRPCMessage): void {
    if (!isResult(message)) return
    const { protocolVersion } = message.result as { protocolVersion?: unknown }
    if (typeof protocolVersion !== 'string') return
    this.handshake.version = protocolVersion
    this.backend?.setProtocolVersion?.(protocolVersion)
  }

  /**
   * On which of the agent's streams a message of the tool server goes: progress to the call it is of; what else comes
   * while one call is in flight, to that call; otherwise to the session's own stream, or the newest call.
   */
  private relatedTo(message: JSONRPCMessage): string | number | undefined {
    const calls = [...this.pending.values()]
    if ('method' in message && message.method === 'notifications/progress') {
      const token = (message.params as { progressToken?: unknown } | undefined)?.progressToken
      return calls.find(({ request }) => (request.params?._meta as { progressToken?: unknown } | undefined)?.progressToken === token)?.request.id
    }
    if (!('method' in message) || calls.length !== 1) return 'id' in message ? calls.at(-1)?.request.id : undefined
    return calls[0]?.request.id
  }

  private toFront(message: JSONRPCMessage, relatedRequestId?: string | number): void {
    const id = relatedRequestId ?? (isAnswer(message) ? message.id : undefined)
    const reply = id === undefined ? undefined : this.replies.get(id)
    if (id !== undefined && reply) {
      if (!isAnswer(message)) return reply.event(message)
      this.replies.delete(id)
      return reply.end(message)
    }
    this.front.send(message, relatedRequestId === undefined ? {} : { relatedRequestId }).catch((error: unknown) => {
      // The agent has gone away; what it asked for was done and is recorded.
      this.options.onProblem('agent_gone', error instanceof Error ? error.message.slice(0, 120) : 'unknown')
    })
  }

  private endReplies(): void {
    for (const reply of this.replies.values()) reply.close()
    this.replies.clear()
  }

  private take(id: string | number): Pending | undefined {
    const pending = this.pending.get(id)
    this.pending.delete(id)
    return pending
  }

  private failPending(ending: Ending, code: number, message: string, data?: Record<string, unknown>): void {
    for (const [id] of [...this.pending]) {
      this.take(id)?.finish(ending)
      this.answer(id, code, message, data)
    }
  }

  private answer(id: string | number, code: number, message: string, data?: Record<string, unknown>): void {
    this.toFront({ jsonrpc: '2.0', id, error: { code, message, ...(data && { data }) } })
  }
}

/** A JSON-RPC error, or a tool result that says `isError` (MCP "tools"), is a failure. */
function endingOf(message: JSONRPCMessage): Ending {
  if (!isResult(message)) return { result: 'failed', reason: 'rpc_error' }
  const failed = (message.result as { isError?: unknown }).isError === true
  return failed ? { result: 'failed', reason: 'tool_error' } : { result: 'ok' }
}
