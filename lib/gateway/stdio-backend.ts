import { spawn, type ChildProcess } from 'node:child_process'
import type { JSONRPCMessage } from '@modelcontextprotocol/client'
import type { Backend } from './backend'
import type { StdioCommand } from './commands'

const LINE_BYTES_MAX = 16 * 1024 * 1024
const STDERR_BYTES_MAX = 4_096
const CLOSE_MS = 2_000

/**
 * One tool server as a child process that speaks MCP over its standard streams. It leads a process group of its own,
 * so that a halt ends it and everything it has started at once. Its environment holds nothing of ours.
 */
export class StdioBackend implements Backend {
  onmessage?: (message: JSONRPCMessage) => void
  onclose?: (reason: string) => void
  private child: ChildProcess | null = null
  private rest = ''
  private stderr = ''
  private closed = false

  constructor(private readonly command: StdioCommand) {}

  get pid(): number | undefined {
    return this.child?.pid
  }

  async start(): Promise<void> {
    const { file, args, cwd, env } = this.command
    const child = spawn(file, [...args], { cwd, env, stdio: 'pipe', detached: true, windowsHide: true })
    this.child = child
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => this.read(text))
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('utf8')).slice(-STDERR_BYTES_MAX)
    })
    // A child that died while we wrote: its end is told by `close`.
    child.stdin.on('error', () => undefined)
    child.on('close', (code, signal) => this.ended(signal ? `ended by ${signal}` : `ended with code ${code ?? 'unknown'}`))
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.closed || !this.child?.stdin?.writable) throw new Error('tool server has ended')
    this.child.stdin.write(`${JSON.stringify(message)}\n`)
  }

  /** Ends it politely: MCP's way is to close its input; what does not go is killed. */
  async close(): Promise<void> {
    if (this.closed) return
    this.child?.stdin?.end()
    const child = this.child
    const timer = setTimeout(() => this.kill(), CLOSE_MS)
    timer.unref()
    child?.once('close', () => clearTimeout(timer))
    this.ended('closed')
  }

  kill(): void {
    const pid = this.child?.pid
    if (pid !== undefined && this.child?.exitCode === null && this.child.signalCode === null) {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch {
        this.child.kill('SIGKILL')
      }
    }
    this.ended('killed')
  }

  /** The last that it wrote to its standard error: for the log of whoever runs the gateway, never for an agent. */
  get lastWords(): string {
    return this.stderr
  }

  private read(text: string): void {
    this.rest += text
    if (this.rest.length > LINE_BYTES_MAX) return this.kill()
    const lines = this.rest.split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      const message = messageOf(line)
      if (message) this.onmessage?.(message)
    }
  }

  private ended(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.onclose?.(reason)
  }
}

/** What is not a JSON-RPC message is chatter that some servers print; it is passed over. */
function messageOf(line: string): JSONRPCMessage | null {
  if (!line.trim().startsWith('{')) return null
  try {
    const value = JSON.parse(line) as { jsonrpc?: unknown }
    return value.jsonrpc === '2.0' ? (value as JSONRPCMessage) : null
  } catch {
    return null
  }
}
