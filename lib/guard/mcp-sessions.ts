import type { IncomingMessage, ServerResponse } from 'node:http'
import { chainOf, type AgentClaims } from './claims'

const HEADER = 'mcp-session-id'
const SESSIONS_MAX = 10_000

/**
 * Whose an MCP session is: of the chain, mandate and run that opened it, and of nobody else, whoever learns its id. One
 * that was not opened through this process is unknown, and the client begins another.
 */
export class McpSessions {
  private readonly ownerOf = new Map<string, string>()

  mayUse(request: IncomingMessage, claims: AgentClaims): boolean {
    const id = request.headers[HEADER]
    return id === undefined || (typeof id === 'string' && this.ownerOf.get(id) === bindingOf(claims))
  }

  /** Learns the id from the answer's head, however the handler writes it. */
  learn(response: ServerResponse, claims: AgentClaims): void {
    const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse
    const learned = (...all: unknown[]): ServerResponse => {
      const id = idIn(all.at(-1)) ?? response.getHeader(HEADER)
      if (typeof id === 'string') this.keep(id, bindingOf(claims))
      return writeHead(...all)
    }
    response.writeHead = learned as typeof response.writeHead
  }

  private keep(id: string, owner: string): void {
    if (this.ownerOf.has(id)) return
    const oldest = this.ownerOf.keys().next()
    if (this.ownerOf.size >= SESSIONS_MAX && !oldest.done) this.ownerOf.delete(oldest.value)
    this.ownerOf.set(id, owner)
  }
}

/** `writeHead` takes headers as an object, as pairs, or as one list of names and values. */
function idIn(headers: unknown): string | null {
  if (typeof headers !== 'object' || headers === null) return null
  const flat: unknown[] = Array.isArray(headers) ? headers.flat() : Object.entries(headers).flat()
  const at = flat.findIndex((item, index) => index % 2 === 0 && typeof item === 'string' && item.toLowerCase() === HEADER)
  const id = at < 0 ? null : flat[at + 1]
  return typeof id === 'string' ? id : null
}

const bindingOf = (claims: AgentClaims): string => JSON.stringify([claims.tenant, claims.mandate, claims.run_id, claims.client_id, chainOf(claims)])
