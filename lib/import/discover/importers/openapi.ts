import { plainUrl, schemesOf } from '../credentials'
import { dig, fieldsOf, isFields, listOf, textOf, type Importer } from '../outcome'

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

/** OpenAPI 3 documents, and the older plugin manifest (`ai-plugin.json`) that points to one. */
export const openApi: Importer = {
  title: 'OpenAPI plugin',
  read(file) {
    if (!isFields(file.value)) return null
    const { value } = file
    if (textOf(value['name_for_model']) && isFields(value['api'])) {
      const type = String(dig(value, 'auth', 'type') ?? 'none')
      return {
        found: [{ kind: 'openapi_plugin', at: [], name: textOf(value['name_for_human']) ?? String(value['name_for_model']), platform: 'openapi', purpose: value['description_for_human'], urls: [plainUrl(dig(value, 'api', 'url'))].flatMap((url) => url ?? []), sightings: type === 'none' ? [] : [{ at: ['auth'], tier: type === 'oauth' ? 1 : 4, what: type === 'oauth' ? 'asks for OAuth' : 'asks for a service’s key', value: null }] }],
      }
    }
    if (!/^[23]\./.test(String(value['openapi'] ?? value['swagger'] ?? '')) || !('paths' in value || 'webhooks' in value)) return null
    const operations = Object.entries(fieldsOf(value['paths'])).flatMap(([path, item]) => METHODS.flatMap((method) => (isFields(dig(item, method)) ? [{ path, method, operation: fieldsOf(dig(item, method)) }] : [])))
    return {
      found: [
        {
          kind: 'openapi_plugin',
          at: [],
          name: textOf(dig(value, 'info', 'title')) ?? 'API',
          platform: 'openapi',
          version: dig(value, 'info', 'version'),
          purpose: dig(value, 'info', 'description'),
          urls: listOf(value['servers']).flatMap((server) => plainUrl(dig(server, 'url')) ?? []),
          capabilities: operations.map(({ path, method, operation }) => ({ id: textOf(operation['operationId']) ?? `${method} ${path}`, description: textOf(operation['summary']) ?? textOf(operation['description']) ?? `${method} ${path}` })),
          reaches: operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`),
          sightings: schemesOf(dig(value, 'components', 'securitySchemes') ?? value['securityDefinitions'], ['components', 'securitySchemes']),
        },
      ],
    }
  },
}
