import { AGENT, GROUP, LANYARD_AGENT, USER } from './attributes'
import type { Resource } from './answers'

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema'
const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
export const RESULTS_MAX = 200

type Attribute = { name: string; type: string; multiValued: boolean; description: string; required: boolean; caseExact: boolean; mutability: string; returned: string; uniqueness: string; referenceTypes?: string[]; subAttributes?: Attribute[] }

const attribute = (name: string, description: string, over: Partial<Attribute> = {}): Attribute => ({
  name, type: 'string', multiValued: false, description, required: false, caseExact: false, mutability: 'readWrite', returned: 'default', uniqueness: 'none', ...over,
}) // prettier-ignore
const readOnly = { mutability: 'readOnly' } as const
const immutable = { mutability: 'immutable' } as const
const ACTIVE = { type: 'boolean' } as const

const SCHEMAS: { id: string; name: string; description: string; attributes: Attribute[] }[] = [
  {
    id: USER,
    name: 'User',
    description: 'A person',
    attributes: [
      attribute('userName', 'The e-mail address with which they sign in', { ...immutable, required: true, uniqueness: 'server' }),
      attribute('name', 'What they are called', { type: 'complex', subAttributes: [attribute('formatted', 'The whole name')] }),
      attribute('displayName', 'The same as name.formatted'),
      attribute('active', 'Whether they have access. Once false it stays so: what they answer for has moved on', ACTIVE),
      attribute('emails', 'Their address, which is userName', { type: 'complex', multiValued: true, ...readOnly, subAttributes: [attribute('value', 'The address', readOnly), attribute('type', 'work', readOnly), attribute('primary', 'true', { type: 'boolean', ...readOnly })] }),
      attribute('roles', 'One of owner, analyst and auditor; admin is given by an administrator', { type: 'complex', multiValued: true, subAttributes: [attribute('value', 'The role', { caseExact: true })] }),
    ],
  },
  {
    id: GROUP,
    name: 'Group',
    description: 'A team',
    attributes: [
      attribute('displayName', 'Its name, which agents’ documents have, kept for life', { ...immutable, required: true, uniqueness: 'server' }),
      attribute('members', 'Who works in it', { type: 'complex', multiValued: true, subAttributes: [attribute('value', 'Id of a User', { ...immutable, caseExact: true }), attribute('display', 'Their name', readOnly), attribute('type', 'User', readOnly), attribute('$ref', 'The User', { type: 'reference', referenceTypes: ['User'], caseExact: true, ...readOnly })] }),
    ],
  },
  {
    id: AGENT,
    name: 'Agent',
    description: 'An AI agent (draft-wzdk-scim-agent-resource-00)',
    attributes: [
      attribute('agentUserName', 'Its name, kept for life', { ...immutable, required: true, uniqueness: 'server' }),
      attribute('displayName', 'The same as agentUserName', readOnly),
      attribute('description', 'What it is for', { ...immutable, required: true }),
      attribute('active', 'Whether it may act. Made false it is suspended; made true by people alone', ACTIVE),
      attribute('owners', 'The person who owns it', { type: 'complex', multiValued: true, required: true, ...immutable, subAttributes: [attribute('value', 'Id, or on creation e-mail address, of a User', { ...immutable, required: true, caseExact: true }), attribute('display', 'Their name', readOnly), attribute('type', 'User', readOnly), attribute('$ref', 'The User', { type: 'reference', referenceTypes: ['User'], caseExact: true, ...readOnly })] }),
    ],
  },
  {
    id: LANYARD_AGENT,
    name: 'LanyardAgent',
    description: 'What registering an agent needs beside',
    attributes: [
      attribute('sponsor', 'Who answers for it: a User, by id or on creation by e-mail address; left out: the owner', immutable),
      attribute('riskLevel', 'low, medium, high or critical', immutable),
      attribute('platform', 'What it is built with', immutable),
      attribute('publicKey', 'The public half of its key, a JWK; other members are left out', { type: 'complex', ...immutable, required: true, returned: 'never', subAttributes: ['kty', 'crv', 'x', 'y'].map((name) => attribute(name, `RFC 7517 ${name}`, { ...immutable, caseExact: true })) }),
      attribute('status', 'draft, active, suspended or quarantined', readOnly),
    ],
  },
]

/** RFC 7643 §5 to §7, for what is served. */
export function discoveryOf(issuer: string): { configuration: Resource; resourceTypes: Resource[]; schemas: Resource[] } {
  const at = (path: string) => `${issuer}/scim/v2${path}`
  const type = (name: string, schema: string, description: string, extensions: { schema: string; required: boolean }[]): Resource => ({
    schemas: [RESOURCE_TYPE], id: name, name, endpoint: `/${name}s`, description, schema, ...(extensions.length ? { schemaExtensions: extensions } : {}),
    meta: { resourceType: 'ResourceType', location: at(`/ResourceTypes/${name}`) },
  }) // prettier-ignore
  return {
    configuration: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: RESULTS_MAX },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'A SCIM client’s own token, made by an administrator', specUri: 'https://www.rfc-editor.org/info/rfc6750', primary: true }],
      meta: { resourceType: 'ServiceProviderConfig', location: at('/ServiceProviderConfig') },
    },
    resourceTypes: [type('User', USER, 'People', []), type('Group', GROUP, 'Teams', []), type('Agent', AGENT, 'AI agents', [{ schema: LANYARD_AGENT, required: true }])],
    schemas: SCHEMAS.map((schema) => ({ schemas: [SCHEMA], ...schema, meta: { resourceType: 'Schema', location: at(`/Schemas/${schema.id}`) } })),
  }
}
