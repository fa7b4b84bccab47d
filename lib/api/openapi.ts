import { z } from 'zod'
import { API } from './contract'
import type { Endpoint } from './contract/endpoint'
import { STREAMS } from './contract/streams'
import { PROBLEMS, type ProblemCode } from './problem'

type JsonSchema = Record<string, unknown>
type Properties = Record<string, JsonSchema>

/** Problems that any endpoint may answer with; the rest is said by the `code` of the problem document. */
const ALWAYS: readonly ProblemCode[] = ['invalid', 'signed_out', 'denied', 'too_many_requests', 'fault', 'unavailable']

/** The management API as an OpenAPI 3.1 document, made from the contract that it is served by. */
export function openApiDocument(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const [area, verbs] of Object.entries(API))
    for (const [name, spec] of Object.entries(verbs as Record<string, Endpoint>)) {
      const path = spec.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(area, name, spec) }
    }
  const { export: exported } = STREAMS.ledger
  paths[exported.path] = { get: { ...operation('ledger', 'export', exported), responses: { ...problemsOf(exported), 200: { description: 'The file, then its manifest', content: { 'multipart/mixed': {} } } } } }
  const { pack } = STREAMS.reviews
  paths[pack.path.replace(/:(\w+)/g, '{$1}')] = { get: { ...operation('reviews', 'pack', pack), responses: { ...problemsOf(pack), 200: { description: 'The file', content: { 'application/zip': {} } } } } }
  const { watch } = STREAMS.containment
  paths[watch.path.replace(/:(\w+)/g, '{$1}')] = { get: { ...operation('containment', 'watch', watch), responses: { ...problemsOf(watch), 200: { description: 'Events until it is final; the data of an `order` event is the order', content: { 'text/event-stream': {} } } } } }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lanyard management API',
      version: '1',
      description: 'Every call carries `Authorization: Bearer` with a person’s access token. Refusals are problem documents (RFC 9457) whose `code` says which.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
      responses: Object.fromEntries(Object.entries(PROBLEMS).map(([code, { title }]) => [code, { description: title, content: problemContent }])),
    },
  }
}

function operation(area: string, name: string, spec: Endpoint): JsonSchema {
  const inPath = [...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string)
  const { properties = {}, required = [] } = schemaOf(spec.input, 'input') as { properties?: Properties; required?: string[] }
  const rest = Object.fromEntries(Object.entries(properties).filter(([field]) => !inPath.includes(field)))
  const restRequired = required.filter((field) => field in rest)
  const parameters = [
    ...inPath.map((field) => ({ name: field, in: 'path', required: true, schema: properties[field] ?? {} })),
    ...(spec.method === 'GET' ? Object.entries(rest).map(([field, schema]) => ({ name: field, in: 'query', required: restRequired.includes(field), schema })) : []),
  ]
  const hasBody = spec.method !== 'GET' && Object.keys(rest).length > 0
  const body = { type: 'object', properties: rest, required: restRequired, additionalProperties: false }
  return {
    operationId: `${area}.${name}`,
    tags: [area],
    summary: spec.summary,
    'x-permission': spec.permission,
    parameters,
    ...(hasBody ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemaOf(spec.output, 'output') } } },
      ...problemsOf(spec),
    },
  }
}

function problemsOf(spec: Endpoint): JsonSchema {
  const problems = [...ALWAYS, ...(spec.path.includes(':') ? (['not_found'] as const) : []), ...(spec.method === 'GET' ? [] : (['conflict'] as const))]
  return Object.fromEntries(problems.map((code) => [PROBLEMS[code].status, { $ref: `#/components/responses/${code}` }]))
}

/** JSON Schema 2020-12, which OpenAPI 3.1 is written in. What it cannot say (a refinement) is left open. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _said, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any', reused: 'inline' })
  return schema
}

const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string' },
    fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'What is wrong, by field' },
    reference: { type: 'string', description: 'Of a fault: finds it in the authority’s log' },
  },
  required: ['type', 'title', 'status', 'code'],
}
const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
