import type { Context } from 'hono'
import { ScimProblem, type Resource } from './answers'
import { canonicalValue, refuseAs } from './attributes'

const JSON_TYPE = /^application\/(?:scim\+)?json(?:\s*;|$)/i

/** RFC 7643 §3, RFC 7644 §3.4.3: a request says by which schema it is to be read; URIs are compared without case. */
export function mustBeOf(body: Resource, uris: readonly string[]): Resource {
  const { schemas } = body
  const named = Array.isArray(schemas) ? schemas.map((uri: unknown) => (typeof uri === 'string' ? uri.toLowerCase() : '')) : []
  if (!uris.some((uri) => named.includes(uri.toLowerCase()))) return refuseAs('invalidSyntax', `schemas has to name ${uris[0] ?? ''}`)
  return body
}

/** A JSON object, its attributes named as they are written here. */
export async function withBody(c: Context): Promise<Resource> {
  if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) throw new ScimProblem(415, 'the body is application/scim+json')
  const body = await c.req.json<unknown>().catch(() => null)
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return refuseAs('invalidSyntax', 'the body is no JSON object')
  return canonicalValue(body) as Resource
}
