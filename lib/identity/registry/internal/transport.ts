import { isIP } from 'node:net'
import { whyNotReached } from '@/lib/kernel/reachable'
import type { ToolServerTransport } from '../contract'

type Problem = { field: string; problem: string }

/** A bare name: the gateway looks it up in its own list, so that no path of the machine can be named from here. */
const COMMAND = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/**
 * What is wrong with how the gateway would reach a server, or null. The gateway decides again when it connects.
 *
 * @param own addresses of this installation
 */
export function transportProblem(transport: ToolServerTransport, own: readonly string[] = []): Problem | null {
  if (transport.kind === 'stdio') {
    if (!COMMAND.test(transport.command)) return { field: 'command', problem: 'must be the bare name of a command that the gateway allows' }
    const control = transport.args.findIndex((arg) => /\p{Cc}/u.test(arg))
    return control < 0 ? null : { field: `args.${control}`, problem: 'has control characters' }
  }
  const url = new URL(transport.url)
  if (transport.kind === 'guard') return resourceProblem(transport.url, own)
  if (url.username || url.password) return { field: 'url', problem: 'must not hold a user name or password' }
  if (transport.url.includes('#')) return { field: 'url', problem: 'must not have a fragment' }
  return hostProblem(url)
}

function hostProblem(url: URL): Problem | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const problem = isIP(host) ? whyNotReached(host, { innerNetworks: true }) : null
  return problem ? { field: 'url', problem } : null
}

/**
 * A resource indicator (RFC 8707 §2): absolute, without a fragment, and here without a query as well. It is compared
 * letter by letter, so it is written as every URL library writes it; and it is nobody's of ours, whose tokens are for us.
 */
function resourceProblem(raw: string, own: readonly string[]): Problem | null {
  const url = new URL(raw)
  if (url.username || url.password) return { field: 'url', problem: 'must not hold a user name or password' }
  if (raw.includes('#') || raw.includes('?')) return { field: 'url', problem: 'must have neither query nor fragment' }
  if (url.href !== raw) return { field: 'url', problem: `must be written \`${url.href.slice(0, 200)}\`` }
  if (own.some((address) => new URL(address).origin === url.origin)) return { field: 'url', problem: 'is an address of Lanyard itself' }
  return hostProblem(url) // agents and drills call it there
}
