import { ScimProblem, type ScimType } from './answers'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const AGENT = 'urn:ietf:params:scim:schemas:core:2.0:Agent'
/** What the draft that this one has taken in called it. */
export const AGENTIC_IDENTITY = 'urn:ietf:params:scim:schemas:core:2.0:AgenticIdentity'
export const LANYARD_AGENT = 'urn:lanyard:params:scim:schemas:extension:2.0:Agent'

/** Names are compared without case (RFC 7643 §2.1); these are how they are written. */
const NAMES = [
  'schemas', 'id', 'externalId', 'meta', 'resourceType', 'created', 'location', 'version', 'userName', 'name', 'formatted', 'givenName', 'familyName', 'displayName',
  'active', 'emails', 'roles', 'value', 'type', 'display', 'agentUserName', 'description', 'owners', 'sponsor', 'riskLevel', 'platform', 'publicKey', 'status', 'lastModified', 'members',
] // prettier-ignore
const BY_LOWER = new Map([...NAMES, LANYARD_AGENT].map((name) => [name.toLowerCase(), name]))
const PREFIX = /urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group|Agent|AgenticIdentity):/gi

export const canonical = (name: string): string => BY_LOWER.get(name.toLowerCase()) ?? name
export const isKnown = (name: string): boolean => BY_LOWER.has(name.toLowerCase())

/** A filter or path with names as they are written here, and without the core schema’s prefix. What is quoted stays. */
export const canonicalText = (text: string): string =>
  text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(PREFIX, '').replaceAll(/[A-Za-z$][\w-]*/g, canonical)))
    .join('')

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype'])

/** The same of what was sent. Members that would reach into objects themselves are no attributes. */
export function canonicalValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalValue)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !UNSAFE.has(key))
      .map(([key, inner]) => [canonical(key.replace(PREFIX, '')), canonical(key) === 'publicKey' ? inner : canonicalValue(inner)]),
  )
}

export const refuseAs = (scimType: ScimType, detail: string): never => {
  throw new ScimProblem(400, detail, scimType)
}
