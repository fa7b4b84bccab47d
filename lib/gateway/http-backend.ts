import { PROTOCOL_VERSION_META_KEY, StreamableHTTPClientTransport, type JSONRPCMessage } from '@modelcontextprotocol/client'
import { eventReader, RPC } from '@/lib/guard/parts'
import { OutboundRefused, type Outbound } from '@/lib/kernel/outbound'
import type { OutboundPost, Posted } from '@/lib/kernel/outbound-post'
import type { Backend } from './backend'
import { isAnswer, isRequest, messageOf } from './rpc-message'

export type Reach = { fetch: Outbound; post: OutboundPost; /** Of one answer, or one event. */ answerBytesMax: number }

/**
 * One session with a tool server over Streamable HTTP. The agent's token is never passed on: it was made for this
 * gateway, and another server could use it (MCP authorization, "token passthrough"). Redirects are not followed.
 *
 * The handshake, what is notified and the session's own stream are the SDK's. A request within the session, which is
 * what is waited for, is sent and read here: the SDK's way through `fetch` and four web streams costs as much as all else
 * that the gateway does with a call.
 */
export class HttpBackend implements Backend {
  onmessage?: (message: JSONRPCMessage) => void
  onclose?: (reason: string) => void
  private readonly transport: StreamableHTTPClientTransport
  private readonly url: URL
  private readonly stopping = new AbortController()
  private version: string | null = null
  private closed = false

  constructor(
    url: string,
    private readonly reach: Reach,
  ) {
    this.url = new URL(url)
    this.transport = new StreamableHTTPClientTransport(this.url, { redirectPolicy: 'same-origin', fetch: reach.fetch })
    this.transport.onmessage = (message) => this.onmessage?.(message)
    this.transport.onclose = () => this.ended('closed')
  }

  start(): Promise<void> {
    return this.transport.start()
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const isPlain = this.version !== null && isRequest(message) && message.params?._meta?.[PROTOCOL_VERSION_META_KEY] === undefined
    return isPlain ? this.ask(message.id, JSON.stringify(message)) : this.transport.send(message)
  }

  setProtocolVersion(version: string): void {
    this.version = version
    this.transport.setProtocolVersion(version)
  }

  async close(): Promise<void> {
    // The server may not know DELETE, or be gone; ours is over either way.
    await this.transport.terminateSession().catch(() => undefined)
    this.stopping.abort()
    await this.transport.close()
  }

  /** Drops every connection at once, so that answers on their way are not read any more. */
  kill(): void {
    this.stopping.abort()
    void this.transport.close()
    this.ended('killed')
  }

  /** Resolves once the tool server has taken the request; throws when it did not. */
  private async ask(id: string | number, body: string): Promise<void> {
    const { sessionId } = this.transport
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
      ...(this.version !== null && { 'mcp-protocol-version': this.version }),
    }
    const answer = await this.reach.post(this.url, { headers, body, signal: this.stopping.signal })
    const isTaken = answer.status >= 200 && answer.status < 300
    const type = answer.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (!isTaken || answer.header('content-encoding') || (type !== 'application/json' && type !== 'text/event-stream')) {
      answer.body.on('error', () => undefined).resume()
      if (answer.status === 202) return
      throw new Error(isTaken ? 'the tool server answered in a form that nobody asked for' : `the tool server answered ${answer.status}`)
    }
    const reading = type === 'application/json' ? this.readWhole(answer) : this.readEvents(answer)
    reading.catch(() => {
      // The one that waits is told; one that was stopped has been.
      if (!this.stopping.signal.aborted) this.broken(id)
    })
  }

  private async readWhole({ body }: Posted): Promise<void> {
    body.setEncoding('utf8')
    const pieces: string[] = []
    let size = 0
    for await (const piece of body as AsyncIterable<string>) {
      if ((size += piece.length) > this.reach.answerBytesMax) throw new OutboundRefused('the answer is too large')
      pieces.push(piece)
    }
    this.deliver(pieces.join(''))
  }

  private async readEvents({ body }: Posted): Promise<void> {
    let isAnswered = false
    let last = ''
    const take = eventReader(({ event, data, id }) => {
      last = id
      if (data !== '' && event === 'message') isAnswered = this.deliver(data) || isAnswered
    }, this.reach.answerBytesMax)
    body.setEncoding('utf8')
    try {
      for await (const text of body as AsyncIterable<string>) if (!take(text)) throw new OutboundRefused('an event is too large')
    } catch (error) {
      // A stream whose events are numbered may be gone on with, if it was only cut; any other is over.
      if (last === '' || error instanceof OutboundRefused || this.stopping.signal.aborted) throw error
    }
    if (isAnswered) return
    if (last === '') throw new Error('the stream ended without an answer')
    await this.transport.resumeStream(last)
  }

  /** Whether it was an answer. */
  private deliver(text: string): boolean {
    const message = messageIn(text)
    if (!message) throw new OutboundRefused('what the tool server sent is no message')
    if (!this.stopping.signal.aborted) this.onmessage?.(message)
    return isAnswer(message)
  }

  private broken(id: string | number): void {
    this.onmessage?.({ jsonrpc: '2.0', id, error: { code: RPC.unavailable, message: 'the tool server broke off its answer' } })
  }

  private ended(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.onclose?.(reason)
  }
}

function messageIn(text: string): JSONRPCMessage | null {
  try {
    return messageOf(JSON.parse(text))
  } catch {
    return null
  }
}
