import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { Fault } from './fault'

/** RFC 8785 (JCS): one text for one value, so that a digest means something. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Fault('value has no JSON form')
  return text
}

/** `sha-256:<base64url>` over the canonical form; names a revision in the `doc` claim. */
export function digestOf(value: unknown): string {
  return `sha-256:${createHash('sha256').update(canonicalJson(value)).digest('base64url')}`
}
