import { StreamableHTTPClientTransport, type JSONRPCMessage } from '@modelcontextprotocol/client'
import type { Outbound } from '@/lib/kernel/outbound'
import type { Backend } from './backend'

/**
 * One session with a tool server over Streamable HTTP. The agent's token is never passed on: it was made for this
 * gateway, and another server could use it (MCP authorization, "token passthrough"). Redirects are not followed.
 */
export class HttpBackend implements Backend {
  onmessage?: (message: JSONRPCMessage) => void
  onclose?: (reason: string) => void
  private readonly transport: StreamableHTTPClientTransport
  private closed = false

  constructor(url: string, fetch: Outbound) {
    this.transport = new StreamableHTTPClientTransport(new URL(url), { redirectPolicy: 'same-origin', fetch })
    this.transport.onmessage = (message) => this.onmessage?.(message)
    this.transport.onclose = () => this.ended('closed')
  }

  start(): Promise<void> {
    return this.transport.start()
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.transport.send(message)
  }

  setProtocolVersion(version: string): void {
    this.transport.setProtocolVersion(version)
  }

  async close(): Promise<void> {
    // The server may not know DELETE, or be gone; ours is over either way.
    await this.transport.terminateSession().catch(() => undefined)
    await this.transport.close()
  }

  /** Drops every connection at once, so that answers on their way are not read any more. */
  kill(): void {
    void this.transport.close()
    this.ended('killed')
  }

  private ended(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.onclose?.(reason)
  }
}
