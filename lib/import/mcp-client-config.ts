import { z } from 'zod'
import type { Draft, KnownServer } from './draft'
import { agentName, slugOf, words } from './names'

const Server = z.looseObject({
  command: z.string().optional(),
  args: z.array(z.unknown()).optional(),
  url: z.string().optional(),
  env: z.record(z.string(), z.unknown()).optional(),
  headers: z.record(z.string(), z.unknown()).optional(),
})
type Server = z.infer<typeof Server>
const Servers = z.record(z.string(), Server)

const SERVERS_MAX = 200
const TOOLS_MAX = 100

/** Where clients keep their servers: Claude Desktop, Cursor, Windsurf; VS Code; its settings and mcp-agent; Zed. */
const PLACES = [['mcpServers'], ['servers'], ['mcp', 'servers'], ['context_servers']] as const

/** The servers of a client's configuration with the path they stand at; null when it has none. */
export function serversOf(value: unknown): { at: string; servers: Record<string, Server> } | null {
  for (const place of PLACES) {
    const found = place.reduce<unknown>((object, key) => (typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined), value)
    const parsed = Servers.safeParse(found)
    if (parsed.success && isPlausible(parsed.data)) return { at: place.join('.'), servers: parsed.data }
  }
  return null
}

const isPlausible = (servers: Record<string, Server>): boolean =>
  Object.keys(servers).length <= SERVERS_MAX && Object.values(servers).some((server) => server.command !== undefined || server.url !== undefined)

/**
 * The agent behind an MCP client's configuration. Today it can call whatever those servers offer, so that is what the
 * draft says; whoever registers takes away what it does not need.
 */
export function fromMcpClientConfig({ at, servers }: { at: string; servers: Record<string, Server> }, known: readonly KnownServer[], name?: unknown): Draft {
  const found = Object.keys(servers).map((called) => ({ called, server: known.find((one) => one.slug === slugOf(called) || one.title.toLowerCase() === called.toLowerCase()) }))
  const matched = found.flatMap(({ server }) => (server ? [server] : []))
  const tools = matched.flatMap((server) => server.tools.map((tool) => ({ mcp_server: server.slug, tool_id: tool.name })))
  const unknown = found.filter(({ server }) => !server).map(({ called }) => words(called, 60))
  const agent = typeof name === 'string' ? agentName(name) : undefined
  return {
    kind: 'mcp_client_config',
    document: { ...(agent ? { name: agent } : {}), platform: 'mcp_client', tools: tools.slice(0, TOOLS_MAX) },
    taken: [
      `${found.length} MCP ${found.length === 1 ? 'server' : 'servers'} at \`${at}\``,
      ...matched.map((server) => `${server.title}: ${server.tools.length} ${server.tools.length === 1 ? 'tool' : 'tools'}; take away what it does not need`),
    ],
    open: [
      ...unknown.slice(0, 20).map((called) => `\`${called}\` is not behind the gateway: add it as a tool server first, then its tools can be granted`),
      ...(unknown.length > 20 ? [`${unknown.length - 20} more servers are not behind the gateway`] : []),
      ...(tools.length > TOOLS_MAX ? [`Tools after the first ${TOOLS_MAX} were left out`] : []),
      'Its name, what it is for, and who owns it: a client’s configuration does not say',
    ],
    secrets: Object.entries(servers).flatMap(([called, server]) => secretsOf(`${at}.${called}`, server)),
  }
}

const NAMES_A_SECRET = /(key|token|secret|passw|credential|authorization|cookie|\bpat\b|_pat$)/i
/** `${VAR}`, `$VAR`, `<your key>`, `YOUR_KEY`, `xxx`, `...`, `{{x}}`, `%X%`: where somebody is to put one. */
const IS_A_PLACE = /^(?:Bearer\s+)?(?:\$\{?[\w:]+.*|<.*>|\{\{.*\}\}|%\w+%|\[.*\]|(?:your|my|replace|change|insert|example|sk-your|sk-\.\.\.).*|[x*.…-]+|)$/i

/** Places whose value would be a secret in clear text. Only the place is told. */
function secretsOf(at: string, server: Server): string[] {
  const places: string[] = []
  for (const part of ['env', 'headers'] as const)
    for (const [key, value] of Object.entries(server[part] ?? {})) if (NAMES_A_SECRET.test(key) && isSecret(value)) places.push(`${at}.${part}.${key}`)
  for (const [n, argument] of (server.args ?? []).entries()) {
    if (typeof argument !== 'string') continue
    const [, name, value] = /^--?([\w-]+)=(.+)$/.exec(argument) ?? []
    const before = server.args?.[n - 1]
    const named = name ?? (typeof before === 'string' && /^--?[\w-]+$/.test(before) ? before : undefined)
    if (named && NAMES_A_SECRET.test(named) && isSecret(value ?? argument) && !argument.startsWith('--no-')) places.push(`${at}.args.${n}`)
  }
  if (server.url && /[?&][^=&]*(key|token|secret)[^=&]*=[^&$<{]/i.test(server.url)) places.push(`${at}.url`)
  return places.map((place) => words(place, 200))
}

const isSecret = (value: unknown): boolean => typeof value === 'string' && value.length >= 6 && !IS_A_PLACE.test(value.trim())
