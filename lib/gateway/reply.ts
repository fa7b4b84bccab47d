import type { ServerResponse } from 'node:http'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { HEADERS } from './http-answer'

/** An answer that takes longer than this begins as a stream, so that whoever waits sees that somebody is there. */
const BEGIN_MS = 1_000
/** Nobody in between is to take a quiet stream for a dead one. */
const KEEP_ALIVE_MS = 15_000
/** What may wait for an agent that does not read, bytes. Beyond it the answer is broken off; what was asked for is done and recorded. */
const UNREAD_BYTES_MAX = 16 * 1024 * 1024

/**
 * The answer to one request of an agent (MCP "Streamable HTTP"): as JSON where the answer is all there is to say, which
 * is what most calls are, and as a stream of events from the first other message on.
 */
export class Reply {
  private state: 'waiting' | 'streaming' | 'over' = 'waiting'
  private timer: NodeJS.Timeout

  constructor(
    private readonly response: ServerResponse,
    private readonly sessionId: string | undefined,
    onGone: () => void,
  ) {
    this.timer = setTimeout(() => this.begin(), BEGIN_MS)
    response.once('close', () => {
      this.over()
      onGone()
    })
  }

  /** Something that belongs to the request, before its answer. */
  event(message: JSONRPCMessage): void {
    this.begin()
    if (this.response.writableLength > UNREAD_BYTES_MAX) this.response.destroy()
    else if (this.state === 'streaming') this.response.write(eventOf(message))
  }

  /** The answer itself. */
  end(message: JSONRPCMessage): void {
    if (this.state === 'over') return
    if (this.state === 'streaming') this.response.end(eventOf(message))
    else {
      const text = JSON.stringify(message)
      this.response.writeHead(200, { ...this.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      this.response.end(text)
    }
    this.over()
  }

  /** There will be no answer. */
  close(): void {
    this.begin()
    if (this.state === 'streaming') this.response.end()
    this.over()
  }

  private begin(): void {
    if (this.state !== 'waiting') return
    this.state = 'streaming'
    clearTimeout(this.timer)
    this.response.writeHead(200, { ...this.headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    this.response.flushHeaders()
    this.timer = setInterval(() => this.response.write(': keepalive\n\n'), KEEP_ALIVE_MS)
  }

  private over(): void {
    this.state = 'over'
    clearTimeout(this.timer)
  }

  private get headers(): Record<string, string> {
    return { ...HEADERS, ...(this.sessionId !== undefined && { 'mcp-session-id': this.sessionId }) }
  }
}

const eventOf = (message: JSONRPCMessage): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`
