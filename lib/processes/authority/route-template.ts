import { API } from '@/lib/api/contract'
import type { Endpoint } from '@/lib/api/contract/endpoint'
import { STREAMS } from '@/lib/api/contract/streams'

/** Paths without a changing part, as they are; what follows `:` in others stands for one segment. */
const FIXED = [
  '/healthz', '/readyz', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server',
  '/oauth/authorize', '/oauth/token', '/oauth/par', '/oauth/introspection', '/oauth/revocation', '/oauth/jwks', '/oauth/session/end',
  '/feed/enrol', '/feed/lease', '/feed/records', '/feed/receipts', '/feed/tools', '/feed/stream', '/feed/snapshot', '/feed/config',
  '/.well-known/ssf-configuration', '/ssf/stream', '/ssf/status', '/ssf/subjects/add', '/ssf/subjects/remove', '/ssf/verification', '/ssf/poll',
  '/a2a/:agentId/.well-known/agent-card.json',
  '/welcome', '/invite', '/recover', '/api/v1/openapi.json', '/interaction/:uid', '/interaction/:uid/:step', '/oauth/authorize/:uid', '/proofs/:id',
  '/witness/:tenant/add-checkpoint', '/witness/:tenant/checkpoint',
] as const // prettier-ignore

const endpoints = [...Object.values(API), ...Object.values(STREAMS)].flatMap((area) => Object.values(area as Record<string, Endpoint>).map(({ path }) => `/api/v1${path}`))
const templates = [...new Set<string>([...FIXED, ...endpoints])]
const exact = new Set(templates.filter((template) => !template.includes(':')))
const patterns = templates
  .filter((template) => template.includes(':'))
  .map((template) => ({ template, segments: template.split('/').map((part) => (part.startsWith(':') ? null : part)) }))

/** The template that a path is of; `other` for what is none of ours, however many of those somebody invents. */
export function routeTemplate(path: string): string {
  if (exact.has(path)) return path
  const parts = path.split('/')
  const found = patterns.find(({ segments }) => segments.length === parts.length && segments.every((segment, at) => segment === null || segment === parts[at]))
  return found?.template ?? (path.startsWith('/log/') ? '/log/*' : path.startsWith('/assets/') ? '/assets/*' : 'other')
}
