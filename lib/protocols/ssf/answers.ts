import { problem } from '../feed/problem'

const NO_STORE = { 'cache-control': 'no-store' } as const

export const json = (body: unknown, status = 200): Response => Response.json(body, { status, headers: NO_STORE })
export const nothing = (status: 202 | 204): Response => new Response(null, { status, headers: NO_STORE })

export const invalid = (detail: string): Response => problem({ status: 400, code: 'invalid', title: 'the request is not what this endpoint takes' }, detail)
export const unknownStream = (): Response => problem({ status: 404, code: 'not_found', title: 'there is no such stream' })
export const forbidden = (title: string): Response => problem({ status: 403, code: 'denied', title })

/** What a verb refuses, as SSF 1.0 §8.1 has it. */
export function refused(refusal: { code: string; detail?: string; fields?: Record<string, string>; state?: string; rule?: string }): Response {
  switch (refusal.code) {
    case 'invalid':
      return invalid(Object.entries(refusal.fields ?? {}).map(([field, why]) => `${field} ${why}`).join('; '))
    case 'conflict':
      return problem({ status: 409, code: 'conflict', title: 'there is a stream already' }, refusal.detail)
    case 'separated':
      return forbidden('an administrator of the transmitter paused this stream')
    case 'wrong_state':
      return refusal.state === 'verified_a_moment_ago' ? tooMany(5) : problem({ status: 409, code: 'wrong_state', title: `the stream is ${refusal.state}` })
    default:
      return unknownStream()
  }
}

export const tooMany = (seconds: number): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: 'too many requests', status: 429, code: 'too_many_requests' }), {
    status: 429,
    headers: { ...NO_STORE, 'content-type': 'application/problem+json', 'retry-after': String(seconds) },
  })

export const unauthenticated = (error: string): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: 'a receiver’s access token is needed', status: 401, code: 'unauthenticated' }), {
    status: 401,
    headers: { ...NO_STORE, 'content-type': 'application/problem+json', 'www-authenticate': `Bearer${error ? ` error="${error}"` : ''}, scope="ssf.manage ssf.read"` },
  })
