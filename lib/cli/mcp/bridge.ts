import {
  isInitializeRequest, isInitializedNotification, isJSONRPCRequest, isJSONRPCResultResponse, StreamableHTTPClientTransport,
  type FetchLike, type JSONRPCMessage, type JSONRPCRequest, type Transport,
} from '@modelcontextprotocol/client' // prettier-ignore
import { problemOf, statusOf } from './denial-text'

const REOPEN_ID = 'lanyard-reopen'
const REOPEN_MS = 30_000

/**
 * Passes MCP messages between a host on standard input and output and the gateway, as they are. What the gateway
 * refuses is answered in its words: a tool call with a result that says so, since that is what a model gets to read;
 * anything else with a JSON-RPC error. A session that the gateway no longer knows is opened again unnoticed.
 */
export class Bridge {
  private readonly gateway: StreamableHTTPClientTransport
  private handshake: { request: JSONRPCRequest | null; initialized: JSONRPCMessage | null } = { request: null, initialized: null }
  private reopened: (() => void) | null = null
  private reopening: Promise<void> | null = null
  /** One after the other as the host sent them, until the gateway has taken each: an order is part of a protocol. */
  private last: Promise<void> = Promise.resolve()

  constructor(
    private readonly host: Transport,
    url: URL,
    fetch: FetchLike,
    private readonly say: (text: string) => void,
  ) {
    this.gateway = new StreamableHTTPClientTransport(url, { fetch })
  }

  /** Until the host goes away. */
  async run(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.host.onclose = resolve
      process.stdin.once('end', resolve)
      process.stdin.once('close', resolve)
    })
    this.gateway.onmessage = (message) => this.toHost(message)
    this.host.onmessage = (message) => {
      const sent = this.last.then(() => this.toGateway(message))
      // A call is not waited for: its answer may take minutes, and a cancellation must get past it.
      this.last = isInitializeRequest(message) || isInitializedNotification(message) ? sent : Promise.resolve()
    }
    await this.gateway.start()
    await this.host.start()
    await ended
    await this.gateway.terminateSession().catch(() => undefined)
    await this.gateway.close()
  }

  private toHost(message: JSONRPCMessage): void {
    if ('id' in message && message.id === REOPEN_ID) return this.reopened?.()
    if (isJSONRPCResultResponse(message) && message.id === this.handshake.request?.id) {
      const { protocolVersion } = message.result as { protocolVersion?: unknown }
      if (typeof protocolVersion === 'string') this.gateway.setProtocolVersion(protocolVersion)
    }
    void this.host.send(message)
  }

  private async toGateway(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCRequest(message) && isInitializeRequest(message)) this.handshake.request = message
    if (isInitializedNotification(message)) this.handshake.initialized = message
    try {
      await this.gateway.send(message).catch(async (error: unknown) => {
        if (statusOf(error) !== 404 || !this.handshake.request || isInitializeRequest(message)) throw error
        await (this.reopening ??= this.reopen(this.handshake.request).finally(() => (this.reopening = null)))
        await this.gateway.send(message)
      })
    } catch (error) {
      this.refuse(message, error)
    }
  }

  private async reopen(request: JSONRPCRequest): Promise<void> {
    const opened = new Promise<void>((resolve, reject) => {
      this.reopened = resolve
      setTimeout(() => reject(new Error('the gateway does not open the session again')), REOPEN_MS).unref()
    })
    await this.gateway.send({ ...request, id: REOPEN_ID })
    await opened
    if (this.handshake.initialized) await this.gateway.send(this.handshake.initialized)
  }

  private refuse(message: JSONRPCMessage, error: unknown): void {
    const problem = problemOf(error)
    this.say(problem.message)
    if (!isJSONRPCRequest(message)) return
    const { id, method } = message
    const answer: JSONRPCMessage =
      method === 'tools/call'
        ? { jsonrpc: '2.0', id, result: { isError: true, content: [{ type: 'text', text: `Refused: ${problem.message}` }], _meta: { 'lanyard/refusal': problem } } }
        : { jsonrpc: '2.0', id, error: problem }
    void this.host.send(answer)
  }
}
