import { SERVERS_MAX as LISTED_MAX } from '@/lib/identity/discovery/contract'
import { namedSecrets, plainUrl } from '../credentials'
import type { ReadFile } from '../file'
import { reachOf, serverOf, sightingsOf } from '../mcp-server'
import { dig, fieldsOf, isFields, textOf, type Importer, type UnreadAt } from '../outcome'

/** Claude Desktop, Cursor, Windsurf; VS Code; its settings and mcp-agent; Zed. */
const PLACES = [['mcpServers'], ['servers'], ['mcp', 'servers'], ['context_servers']] as const
const SERVERS_MAX = 200

type Client = { title: string; platform: string }
const CLIENTS: readonly [RegExp, Client][] = [
  [/(^|\/)claude_desktop_config\.json$/i, { title: 'Claude Desktop', platform: 'mcp_client' }],
  [/(^|\/)\.cursor\/mcp\.json$/i, { title: 'Cursor', platform: 'mcp_client' }],
  [/(^|\/)(\.vscode\/(mcp|settings)\.json|vs_?code_settings[^/]*\.json)$/i, { title: 'VS Code', platform: 'mcp_client' }],
  [/(^|\/)(windsurf\/[^/]*\.json|mcp_config\.json)$/i, { title: 'Windsurf', platform: 'mcp_client' }],
  [/(^|\/)[^/]*mcp_agent[^/]*\.ya?ml$/i, { title: 'mcp-agent', platform: 'mcp_agent' }],
  [/(^|\/)\.?mcp\.json$/i, { title: 'MCP client', platform: 'mcp_client' }],
]
const ANY: Client = { title: 'MCP client', platform: 'mcp_client' }

/** Configurations of MCP clients: the client is what acts, and it can call whatever the servers in it offer. */
export const mcpClient: Importer = {
  title: 'MCP client configuration',
  read(file) {
    if (file.format === 'front_matter' || file.format === 'env') return null
    const known = CLIENTS.find(([path]) => path.test(file.path))?.[1]
    const place = PLACES.find((names) => isServers(dig(file.value, ...names)))
    const isMcpAgent = known?.platform === 'mcp_agent' && isFields(file.value)
    if (!place && !isMcpAgent) {
      const isEmpty = PLACES.some((names) => isFields(dig(file.value, ...names)) && Object.keys(fieldsOf(dig(file.value, ...names))).length === 0) || (known?.title === 'VS Code' && isFields(file.value))
      return isEmpty ? { found: [], nothing: 'Settings of an MCP client, without a server in them' } : null
    }
    const at = place ?? ['mcp', 'servers']
    const servers = Object.entries(fieldsOf(dig(file.value, ...at)))
    const { title, platform } = known ?? ANY
    const folder = folderOf(file)
    return {
      found: [
        {
          kind: 'mcp_client',
          at: place ?? [],
          name: folder ? `${title} in ${folder}` : title,
          platform,
          urls: servers.flatMap(([, server]) => plainUrl(dig(server, 'url')) ?? plainUrl(dig(server, 'serverUrl')) ?? []),
          reaches: servers.slice(0, SERVERS_MAX).map(([called, server]) => `${called}: ${reachOf(server)}`),
          servers: servers.slice(0, LISTED_MAX).map(([called, server]) => serverOf(called, server)),
          notes: ['What it is for and who owns it: a client’s configuration does not say', ...(servers.length > LISTED_MAX ? [`${servers.length - LISTED_MAX} more servers are not listed`] : []), ...(servers.length === 0 ? ['It names no MCP server'] : [])],
          sightings: [...servers.slice(0, SERVERS_MAX).flatMap(([called, server]) => sightingsOf(server, [...at, called])), ...(isMcpAgent ? namedSecrets(withoutServers(file.value)) : [])],
        },
      ],
      unread: servers.flatMap(([called, server]) => unread(server, [...at, called])),
    }
  },
}

const isServers = (value: unknown): boolean =>
  isFields(value) && Object.values(value).some((server) => ['command', 'url', 'serverUrl', 'transport'].some((name) => textOf(dig(server, name)) !== undefined))

const withoutServers = (value: unknown): unknown => {
  const { mcp: _mcp, ...rest } = fieldsOf(value)
  return rest
}

function unread(server: unknown, at: (string | number)[]): UnreadAt[] {
  if (!isFields(server)) return [{ at, reason: 'is no server: it has no fields' }]
  return ['command', 'url', 'serverUrl', 'transport'].some((name) => textOf(server[name]) !== undefined) ? [] : [{ at, reason: 'is no server: it has neither a command nor an address' }]
}

/** The folder that the configuration is about; editors keep theirs in a hidden one below it. */
const folderOf = (file: ReadFile): string | undefined => file.path.split('/').slice(0, -1).findLast((part) => part !== '' && !part.startsWith('.'))
