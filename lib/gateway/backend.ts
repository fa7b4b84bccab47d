import type { JSONRPCMessage } from '@modelcontextprotocol/client'

/** A tool server as one session sees it: messages go in and come out, and it can be stopped at once. */
export type Backend = {
  onmessage?: (message: JSONRPCMessage) => void
  /** Told once, whoever ended it. */
  onclose?: (reason: string) => void
  readonly pid?: number | undefined
  start(): Promise<void>
  send(message: JSONRPCMessage): Promise<void>
  close(): Promise<void>
  kill(): void
  /** Over HTTP every request says which version was agreed on. */
  setProtocolVersion?(version: string): void
}
