import { ScimError, scimPatch, type ScimPatchOperation, type ScimResource } from 'scim-patch'
import { parse } from 'scim2-parse-filter'
import { PATCH_OP, ScimProblem, type Resource } from './answers'
import { canonicalText, canonicalValue, isKnown, LANYARD_AGENT, refuseAs } from './attributes'

const OPERATIONS_MAX = 50
const PATH_MAX = 300
const VALUES_MAX = 500
const READ_ONLY = new Set(['id', 'schemas', 'meta', 'emails'])
const PATH = /^([A-Za-z$][\w-]*)(?:\[([^\]]+)\])?(?:\.([A-Za-z$][\w-]*))?$/

/** RFC 7644 §3.5.2: what the resource is after all operations, or a refusal, and then nothing of it happens. */
export function patched(resource: Resource, raw: unknown): Resource {
  const body = canonicalMembers(raw)
  if (!Array.isArray(body.schemas) || !body.schemas.includes(PATCH_OP)) return refuseAs('invalidSyntax', `schemas has to be ["${PATCH_OP}"]`)
  const { operations } = body
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > OPERATIONS_MAX) return refuseAs('invalidSyntax', `Operations has to be a list of 1 to ${OPERATIONS_MAX}`)
  try {
    return scimPatch(structuredClone(resource) as unknown as ScimResource, operations.flatMap((raw) => operationsOf(raw, resource)), { mutateDocument: true, treatMissingAsAdd: false }) as unknown as Resource
  } catch (thrown) {
    if (thrown instanceof ScimProblem) throw thrown
    if (!(thrown instanceof ScimError)) return refuseAs('invalidPath', 'the operation cannot be applied')
    const type = (thrown as { scimCode?: string }).scimCode
    return refuseAs(type === 'noTarget' ? 'noTarget' : type === 'invalidPath' ? 'invalidPath' : 'invalidSyntax', 'the operation cannot be applied to what is there')
  }
}

/** Members of the message, which are named without regard to case as attributes are. */
const canonicalMembers = (raw: unknown): Record<string, unknown> => (raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value])) : {})

function operationsOf(raw: unknown, resource: Resource): ScimPatchOperation[] {
  const { op: given, path: rawPath, value: rawValue } = canonicalMembers(raw)
  const op = typeof given === 'string' ? given.toLowerCase() : ''
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return refuseAs('invalidSyntax', 'op is add, replace or remove')
  const value = canonicalValue(rawValue)
  if (op !== 'remove' && value === undefined) return refuseAs('invalidValue', `${op} needs a value`)
  if (rawPath === undefined || rawPath === null) {
    if (op === 'remove') return refuseAs('noTarget', 'remove needs a path')
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return refuseAs('invalidValue', 'without a path the value is an object of attributes')
    // Each attribute by itself. What is not served, or cannot be written, is passed over here, as in a replacement.
    return Object.entries(value)
      .filter(([key]) => isKnown(key.split('.')[0] ?? '') && !READ_ONLY.has(key))
      .map(([path, inner]) => ({ op, path: pathOf(path), value: inner }) as ScimPatchOperation)
  }
  const path = pathOf(rawPath)
  if (op === 'remove' && Array.isArray(value)) return removalsOf(path, value, resource)
  return [{ op, path, ...(value === undefined ? {} : { value }) } as ScimPatchOperation]
}

/** Some directories name what is removed by `value` and not by a filter of the path; of that, what is there. */
function removalsOf(path: string, values: readonly unknown[], resource: Resource): ScimPatchOperation[] {
  const held: unknown = resource[path]
  const there = new Set((Array.isArray(held) ? held : []).map((one: unknown) => (one as { value?: unknown } | null)?.value))
  return values.slice(0, VALUES_MAX).flatMap((one) => {
    const named = (one as { value?: unknown } | null)?.value
    return typeof named === 'string' && there.has(named) ? [{ op: 'remove', path: `${path}[value eq ${JSON.stringify(named)}]` } as ScimPatchOperation] : []
  })
}

/** Only names that are served get to the library: a path is walked over live objects there. */
function pathOf(raw: unknown): string {
  if (typeof raw !== 'string' || raw.length > PATH_MAX) return refuseAs('invalidPath', `path is a text of ${PATH_MAX} characters at most`)
  if (raw.toLowerCase().startsWith(LANYARD_AGENT.toLowerCase())) return refuseAs('mutability', `${LANYARD_AGENT} is set when the agent is made, and changed by a revision that somebody approves`)
  const path = canonicalText(raw.trim())
  const [, name = '', inner, sub] = PATH.exec(path) ?? []
  if (!isKnown(name) || (sub !== undefined && !isKnown(sub))) return refuseAs('invalidPath', 'path names no attribute that is served')
  if (READ_ONLY.has(name)) return refuseAs('mutability', `${name} is read-only`)
  if (inner !== undefined) {
    try {
      parse(inner)
    } catch {
      return refuseAs('invalidFilter', 'the filter of the path is not one of RFC 7644 §3.4.2.2')
    }
  }
  return path
}
