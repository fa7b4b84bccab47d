/** RFC 9457. `code` is for programs; a point acts on the status alone. */
export type Problem = { status: 400 | 401 | 403 | 404 | 409 | 413 | 500 | 503; code: string; title: string }

export const NO_STORE = { 'cache-control': 'no-store' } as const

/** A point asks by itself long before: this is for what stands between. */
const RETRY_AFTER = { 'retry-after': '1' } as const

export function problem({ status, code, title }: Problem, detail?: string): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, code, ...(detail ? { detail } : {}) }), {
    status,
    headers: {
      ...NO_STORE,
      'content-type': 'application/problem+json',
      ...(status === 503 ? RETRY_AFTER : {}),
      // RFC 9449 §7.1: says that a proof is what is missing or wrong.
      ...(status === 401 ? { 'www-authenticate': 'DPoP error="invalid_dpop_proof", algs="ES256 Ed25519 EdDSA"' } : {}),
    },
  })
}

export const UNAUTHENTICATED = { status: 401, code: 'unauthenticated', title: 'the request is not signed by an enrolled key' } as const
export const UNAVAILABLE = { status: 503, code: 'unavailable', title: 'the database cannot be reached: ask again later' } as const
export const INVALID = { status: 400, code: 'invalid', title: 'the body is not what this endpoint takes' } as const
