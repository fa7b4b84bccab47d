import { createHash } from 'node:crypto'

export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
export const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export type ScimType = 'invalidFilter' | 'tooMany' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue'
export type Resource = Record<string, unknown>

/** RFC 7644 §3.12. Thrown where a request is read, so that no half of it is carried out. */
export class ScimProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail)
  }
}

const HEADERS = { 'content-type': 'application/scim+json', 'cache-control': 'no-store' } as const

export const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers: { ...HEADERS, ...headers } })

export const errorAnswer = (status: number, detail: string, scimType?: ScimType, headers: Record<string, string> = {}): Response =>
  answer({ schemas: [ERROR], status: String(status), ...(scimType ? { scimType } : {}), detail }, status, headers)

/** Of what is served: two that read the same are the same version. */
export const versionOf = (resource: Resource): string => `W/"${createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 22)}"`

type Refused = { code: string; detail?: string; fields?: Record<string, string>; state?: string; rule?: string }

/** What a verb refuses, as RFC 7644 §3.12 has it. */
export function problemOf(refusal: Refused): ScimProblem {
  switch (refusal.code) {
    case 'invalid': {
      const fields = Object.entries(refusal.fields ?? {})
      const text = fields.map(([field, why]) => `${field} ${why}`).join('; ')
      return fields.some(([, why]) => /^is taken|^looks like|of another agent/.test(why)) ? new ScimProblem(409, text, 'uniqueness') : new ScimProblem(400, text, 'invalidValue')
    }
    case 'conflict':
      return new ScimProblem(409, refusal.detail ?? 'it is taken', 'uniqueness')
    case 'separated':
      return new ScimProblem(403, `a rule keeps provisioning from this: ${refusal.rule ?? ''}`)
    case 'denied':
      return new ScimProblem(403, 'a SCIM client may not do this')
    case 'wrong_state':
      return new ScimProblem(400, `it is ${refusal.state ?? 'in another state'}`, 'mutability')
    default:
      return new ScimProblem(404, 'there is no such resource')
  }
}
