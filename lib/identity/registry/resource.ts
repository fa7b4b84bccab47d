import type { Guarded } from '@/lib/db/guarded-servers'
import { SLUG } from './contract'

const NONE: Guarded = new Map()

/** The resource indicator (RFC 8707) of a tool server: its own address where it guards itself, else the gateway's of it. */
export const resourceOf = (gatewayUrl: string, server: string, guarded: Guarded = NONE): string => guarded.get(server) ?? `${gatewayUrl}/mcp/${server}`

/** The tool server that a resource names; null for anything else. Compared letter by letter: a variant is another resource. */
export function serverOf(gatewayUrl: string, resource: string, guarded: Guarded = NONE): string | null {
  for (const [server, address] of guarded) if (address === resource) return server
  const prefix = `${gatewayUrl}/mcp/`
  const server = resource.startsWith(prefix) ? resource.slice(prefix.length) : ''
  // What guards itself is not behind the gateway as well.
  return SLUG.test(server) && !guarded.has(server) ? server : null
}
