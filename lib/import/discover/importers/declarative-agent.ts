import { dig, fieldsOf, isFields, listOf, textOf, type Importer, type Raw, type Sighting } from '../outcome'
import { plainUrl } from '../credentials'

const AUTH: Readonly<Record<string, Pick<Sighting, 'tier' | 'what'> & { vaulted?: boolean }>> = {
  OAuthPluginVault: { tier: 1, what: 'signs in by OAuth' },
  ApiKeyPluginVault: { tier: 4, what: 'API key, from the plugin vault', vaulted: true },
}

/** Microsoft 365 Copilot: declarative agents, the Teams app that ships them, and the API plugins that they call. */
export const declarativeAgent: Importer = {
  title: 'Copilot declarative agent',
  read(file) {
    if (!isFields(file.value)) return null
    const { value } = file
    const schema = String(value['$schema'] ?? '')
    const shipped = listOf(dig(value, 'copilotAgents', 'declarativeAgents'))
    if ('manifestVersion' in value && (shipped.length > 0 || schema.includes('teams'))) {
      if (shipped.length === 0) return { found: [], nothing: 'A Teams app without an agent' }
      const name = textOf(dig(value, 'name', 'short')) ?? 'declarative agent'
      return {
        found: shipped.map((agent, index): Raw => ({
          kind: 'declarative_agent',
          at: ['copilotAgents', 'declarativeAgents', index],
          name: plain(name),
          platform: 'copilot_studio',
          version: value['version'],
          purpose: dig(value, 'description', 'full'),
          deployer: dig(value, 'developer', 'name'),
          clientIds: [textOf(dig(value, 'webApplicationInfo', 'id'))].flatMap((id) => (id && !id.includes('${{') ? [id] : [])),
          reaches: listOf(value['permissions']).map((permission) => `permission: ${String(permission)}`),
          notes: [`Its instructions are in ${textOf(dig(agent, 'file')) ?? 'another file'}`],
        })),
      }
    }
    if (schema.includes('declarative-agent') || (textOf(value['instructions']) && String(value['version'] ?? '').startsWith('v1.'))) {
      return {
        found: [
          {
            kind: 'declarative_agent',
            at: [],
            name: plain(textOf(value['name']) ?? 'declarative agent'),
            platform: 'copilot_studio',
            version: value['version'],
            purpose: value['description'],
            reaches: [...listOf(value['actions']).map((action) => `action: ${textOf(dig(action, 'id')) ?? '?'}`), ...listOf(value['capabilities']).map((one) => `capability: ${textOf(dig(one, 'name')) ?? '?'}`)],
            notes: listOf(value['actions']).flatMap((action) => (textOf(dig(action, 'file')) ? [`What it calls is in ${String(dig(action, 'file'))}`] : [])),
          },
        ],
      }
    }
    return schema.includes('copilot/plugin') || (Array.isArray(value['functions']) && Array.isArray(value['runtimes'])) ? plugin(value) : null
  },
}

/** Placeholders of the toolkit are no part of a name. */
const plain = (name: string): string => name.replaceAll(/\$\{\{\w*\}\}/g, '').trim() || 'declarative agent'

function plugin(value: Record<string, unknown>): { found: Raw[] } {
  const runtimes = listOf(value['runtimes'])
  return {
    found: [
      {
        kind: 'openapi_plugin',
        at: [],
        name: textOf(value['name_for_human']) ?? textOf(value['namespace']) ?? 'API plugin',
        platform: 'copilot_studio',
        purpose: value['description_for_human'],
        capabilities: listOf(value['functions']).flatMap((one) => (textOf(dig(one, 'name')) ? [{ id: String(dig(one, 'name')), description: textOf(dig(one, 'description')) ?? String(dig(one, 'name')) }] : [])),
        urls: runtimes.flatMap((runtime) => plainUrl(dig(runtime, 'spec', 'url')) ?? []),
        sightings: runtimes.flatMap((runtime, index) => {
          const known = AUTH[String(dig(runtime, 'auth', 'type') ?? fieldsOf(runtime)['type'])]
          return known ? [{ at: ['runtimes', index, 'auth'], value: null, ...known }] : []
        }),
      },
    ],
  }
}
