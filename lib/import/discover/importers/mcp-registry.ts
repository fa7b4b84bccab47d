import { plainUrl } from '../credentials'
import type { At } from '../file'
import { dig, fieldsOf, isFields, listOf, textOf, type Importer, type Outcome, type Raw, type Sighting } from '../outcome'

const ENTRIES_MAX = 2_000

/** Entries of MCP registries: the official `server.json`, its seed lists, and Docker's catalogue. */
export const mcpRegistry: Importer = {
  title: 'MCP registry entry',
  read(file) {
    const servers = Array.isArray(file.value) ? file.value : Array.isArray(dig(file.value, 'servers')) ? listOf(dig(file.value, 'servers')) : null
    const isList = servers !== null && servers.some((one) => isOfficial(dig(one, 'server') ?? one))
    if (servers && isList) {
      const at: At = Array.isArray(file.value) ? [] : ['servers']
      const parts = servers.slice(0, ENTRIES_MAX).map((one, index) => official(dig(one, 'server') ?? one, [...at, index]))
      return {
        found: parts.flatMap(({ found }) => found),
        unread: [...parts.flatMap(({ unread }) => unread ?? []), ...(servers.length > ENTRIES_MAX ? [{ at: [...at, ENTRIES_MAX], reason: `is after the first ${ENTRIES_MAX} entries` }] : [])],
      }
    }
    if (isOfficial(file.value)) return official(file.value, [])
    return isCatalogue(file.value) ? catalogue(file.value) : null
  },
}

const isOfficial = (value: unknown): boolean => isFields(value) && textOf(value['name']) !== undefined && (Array.isArray(value['packages']) || Array.isArray(value['remotes'])) && ('version_detail' in value || 'version' in value || 'repository' in value || 'description' in value)
const isCatalogue = (value: unknown): boolean => isFields(value) && textOf(value['name']) !== undefined && ['server', 'remote', 'poci'].includes(String(value['type'])) && ('about' in value || 'meta' in value)

function official(value: unknown, at: At): Outcome {
  const of = fieldsOf(value)
  const name = textOf(of['name'])
  if (!name || !isOfficial(value)) return { found: [], unread: [{ at, reason: 'is no entry of an MCP registry: it has no name, or neither packages nor remotes' }] }
  const packages = listOf(of['packages'])
  const remotes = listOf(of['remotes'])
  const wanted = [...packages.flatMap((one, n) => variables(one, [...at, 'packages', n])), ...remotes.flatMap((one, n) => listOf(dig(one, 'headers')).flatMap((header, h) => secret(header, [...at, 'remotes', n, 'headers', h])))]
  return {
    found: [
      {
        kind: 'mcp_server',
        at,
        name,
        platform: 'mcp',
        version: textOf(of['version']) ?? dig(of, 'version_detail', 'version'),
        purpose: of['description'],
        urls: remotes.flatMap((remote) => plainUrl(dig(remote, 'url')) ?? []),
        reaches: packages.map((one) => `package: ${[dig(one, 'registry_name') ?? dig(one, 'registry_type') ?? dig(one, 'registryType'), dig(one, 'name') ?? dig(one, 'identifier'), dig(one, 'version')].map((part) => textOf(part)).filter(Boolean).join(' ')}`),
        sightings: wanted,
      },
    ],
  }
}

const variables = (value: unknown, at: At): Sighting[] => listOf(dig(value, 'environment_variables') ?? dig(value, 'environmentVariables')).flatMap((one, n) => secret(one, [...at, 'environment_variables', n]))

/** Older entries do not say which variables are secret; their names do. */
function secret(value: unknown, at: At): Sighting[] {
  const name = textOf(dig(value, 'name'))
  const says = dig(value, 'is_secret') ?? dig(value, 'isSecret')
  return name && (says === true || (says === undefined && /(key|token|secret|password|authorization)$/i.test(name))) ? [{ at, tier: 4, what: `demands ${name.slice(0, 80)}`, value: null }] : []
}

function catalogue(value: unknown): Outcome {
  const of = fieldsOf(value)
  const found: Raw = {
    kind: 'mcp_server',
    at: [],
    name: String(of['name']),
    platform: 'mcp',
    purpose: dig(of, 'about', 'description'),
    urls: [plainUrl(dig(of, 'remote', 'url'))].flatMap((url) => url ?? []),
    reaches: [...(textOf(of['image']) ? [`image: ${String(of['image'])}`] : []), ...(textOf(dig(of, 'source', 'project')) ? [`source: ${String(dig(of, 'source', 'project'))}`] : [])],
    sightings: [
      ...listOf(dig(of, 'config', 'secrets')).map((one, n): Sighting => ({ at: ['config', 'secrets', n], tier: 4, what: `demands ${textOf(dig(one, 'env')) ?? textOf(dig(one, 'name')) ?? 'a secret'}`, value: null })),
      ...listOf(of['oauth']).map((_one, n): Sighting => ({ at: ['oauth', n], tier: 1, what: 'signs in by OAuth', value: null })),
    ],
  }
  return { found: [found] }
}
