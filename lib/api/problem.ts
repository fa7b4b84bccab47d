import { unreachable } from '@/lib/kernel/fault'
import type { ApiRefusal } from './client'

/** On every answer: it is for whoever asked, now, and is what it says it is. */
export const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

/** What may go wrong, by the `code` of the problem document. The one place that says what the world may learn. */
export const PROBLEMS = {
  invalid: { status: 400, title: 'The input is not what this endpoint takes' },
  signed_out: { status: 401, title: 'No valid access token' },
  denied: { status: 403, title: 'This actor may not do this' },
  separated: { status: 403, title: 'Separation of duties: somebody else has to do this' },
  proof_required: { status: 403, title: 'The person has to approve this act with their passkey' },
  proof_mismatch: { status: 403, title: 'The proof of approval is for another act' },
  not_found: { status: 404, title: 'There is no such thing, or none that you may know of' },
  method_not_allowed: { status: 405, title: 'The method is not one of this path' },
  wrong_state: { status: 409, title: 'Its state does not allow this' },
  preview_changed: { status: 409, title: 'What it would cover has changed since it was read: nothing was ordered' },
  conflict: { status: 409, title: 'The world changed since it was read' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  fault: { status: 500, title: 'The request could not be carried out' },
  unavailable: { status: 503, title: 'The database cannot be reached: ask again later' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemCode = keyof typeof PROBLEMS

/** RFC 9457. `type` points at the problem's entry in the OpenAPI document. */
export function problem(code: ProblemCode, members: Record<string, unknown> = {}, headers: Record<string, string> = {}): Response {
  const { status, title } = PROBLEMS[code]
  const body = { type: `/api/v1/openapi.json#/components/responses/${code}`, title, status, code, ...members }
  return new Response(JSON.stringify(body), { status, headers: { ...HEADERS, 'content-type': 'application/problem+json', ...headers } })
}

/** A refusal as a problem: `refusal` is the value that the typed client hands on. */
export function refusalProblem(refusal: ApiRefusal): Response {
  switch (refusal.code) {
    case 'invalid':
      return problem('invalid', { fields: refusal.fields, refusal })
    case 'separated':
      return problem('separated', { detail: refusal.rule.replaceAll('_', ' '), refusal })
    case 'wrong_state':
      return problem('wrong_state', { detail: `it is ${refusal.state.replaceAll('_', ' ')}`, refusal })
    case 'conflict':
      return problem('conflict', { detail: refusal.detail, refusal })
    case 'proof_required':
      return problem('proof_required', { detail: `${refusal.summary} (${refusal.why.replaceAll('_', ' ')})`, refusal })
    case 'preview_changed':
    case 'proof_mismatch':
    case 'denied':
    case 'not_found':
      return problem(refusal.code, { refusal })
    case 'signed_out':
      return problem('signed_out', { refusal }, { 'www-authenticate': 'Bearer realm="lanyard"' })
    case 'too_many_requests':
      return problem('too_many_requests', { refusal }, { 'retry-after': String(refusal.retryAfterSeconds) })
    default:
      return unreachable(refusal)
  }
}
