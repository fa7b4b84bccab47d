import type { Presented } from './authenticate'
import { chainOf, type AgentClaims } from './claims'
import type { Contained, SubjectKind } from './containment-view'
import type { Check, Decision } from './decide'

/** JSON-RPC errors of an enforcement point itself, in the range that is the server's own (JSON-RPC 2.0 §5.1). */
export const RPC = { unauthorized: -32_001, denied: -32_003, halted: -32_004, unavailable: -32_005, tooMany: -32_006, badRequest: -32_600 } as const

export type Denial = Readonly<{
  status: number
  code: number
  /** One sentence that says what is missing and who can change it: an agent acts on it, a person reads it. */
  message: string
  data: Record<string, unknown>
  headers: Record<string, string>
}>

/** What the world learns of a denial. Every check has its own answer; a new one does not compile without one. */
export function denialOf(decision: Decision, context: { presented: Presented; scope: string | null; metadataUrl: string; nonce: string }): Denial {
  const check = decision.denied
  if (!check) throw new Error('nothing was denied')
  const { presented, scope, metadataUrl } = context
  const data = { reason: check.check, detail: check.detail }
  switch (check.check) {
    case 'signature':
      if (presented.challenge === 'issuer_unavailable') return unavailable(check, 'the issuer cannot be reached to check this token; try again shortly')
      return challenge(presented.challenge === 'none_sent' ? null : 'invalid_token', check.detail, metadataUrl, data)
    case 'audience':
    case 'expiry':
    case 'mandate': // SDKs then ask anew, which is what there is to do: for a mandate that was given anew
      return challenge('invalid_token', check.detail, metadataUrl, data)
    case 'proof_of_possession':
      if (presented.challenge === 'use_dpop_nonce') {
        const answer = challenge('use_dpop_nonce', check.detail, metadataUrl, data)
        return { ...answer, headers: { ...answer.headers, 'dpop-nonce': context.nonce } }
      }
      return challenge('invalid_dpop_proof', check.detail, metadataUrl, data)
    case 'lease':
      return unavailable(check, WITHOUT_LEASE)
    case 'containment':
      return presented.facts.containment.contained
        ? halted(check, presented.facts.containment.contained)
        : unavailable(check, 'containment orders are being caught up with here; try again shortly')
    case 'scope':
      return insufficientScope(scope ?? '', presented.claims, metadataUrl)
  }
}

const WITHOUT_LEASE = 'there is no fresh word from the authority here, so nothing is let through; try again shortly'

function unavailable(check: Check, message: string): Denial {
  return { status: 503, code: RPC.unavailable, message, data: { reason: check.check, detail: check.detail }, headers: { 'retry-after': '1' } }
}

const NEXT: Readonly<Partial<Record<SubjectKind, string>>> = {
  run: 'a new run of this agent is let through',
  tool: 'other tools are let through; this one is when somebody restores it',
  tool_server: 'other servers are let through; this one is when somebody restores it',
}

/** Not a 401: SDKs would ask for a new token, and be refused again. Where the agent is free again, that is said. */
function halted(check: Check, contained: Contained): Denial {
  const { over = 'agent' } = contained
  const next =
    contained.kind === 'contained'
      ? NEXT[over] ?? 'nothing in this chain is let through until somebody restores it'
      : 'tokens from before stay dead, so get new ones'
  return {
    status: contained.kind === 'contained' ? 403 : 401,
    code: RPC.halted,
    message: `halted: ${check.detail}; ${next}`,
    data: { reason: 'containment', [over]: contained.subject, ...(contained.order && { order_id: contained.order.id }) },
    headers: contained.kind === 'contained' ? {} : { 'www-authenticate': 'DPoP error="invalid_token", error_description="issued before a halt"' },
  }
}

/** RFC 9449 §7.1 and RFC 9728 §5.1. Without any credentials no error is named (RFC 6750 §3.1). */
function challenge(error: string | null, detail: string, metadataUrl: string, data: Record<string, unknown>): Denial {
  const parameters = [
    ...(error ? [`error="${error}"`, `error_description="${quotable(detail)}"`] : []),
    `resource_metadata="${metadataUrl}"`,
    'algs="ES256 Ed25519 EdDSA"',
  ]
  return { status: 401, code: RPC.unauthorized, message: detail, data, headers: { 'www-authenticate': `DPoP ${parameters.join(', ')}` } }
}

/** RFC 6750 §3.1: 403 with the scope that would do, and in words who can give it. */
export function insufficientScope(scope: string, claims: AgentClaims | null, metadataUrl: string): Denial {
  const message = `scope ${scope} is not in your mandate; ${whoCanGive(claims)}`
  const parameters = [
    'error="insufficient_scope"',
    `scope="${quotable(scope)}"`,
    `error_description="${quotable(message)}"`,
    `resource_metadata="${metadataUrl}"`,
    'algs="ES256 Ed25519 EdDSA"',
  ]
  return {
    status: 403,
    code: RPC.denied,
    message,
    data: { reason: 'scope', scope },
    headers: { 'www-authenticate': `DPoP ${parameters.join(', ')}` },
  }
}

function whoCanGive(claims: AgentClaims | null): string {
  if (!claims) return 'ask for a token that has it'
  const chain = chainOf(claims)
  const delegator = chain.at(-2)
  if (claims.sponsor && chain.length === 1) return `ask the sponsor ${claims.sponsor} to add it to the standing mandate`
  if (delegator && delegator !== claims.sub) return `ask the agent ${delegator}, which passed its authority on to you, for a token with this scope`
  if (claims.sponsor) return `ask the agent ${claims.sub}, which passed its authority on to you, for a token with this scope`
  return `ask the person you act for (${claims.sub}) to consent to it, or the owner of your identity document to add it there`
}

/** A quoted-string of RFC 9110 §5.6.4 without anything that needs escaping. */
const quotable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, "'")

/** What the authority said of a call that this point would have let through. */
export const refusedAt = {
  overtaken: {
    status: 403,
    code: RPC.halted,
    message: 'halted: an order that covers this chain was given at this moment; nothing in it is let through',
    data: { reason: 'containment' },
    headers: {},
  },
  /** It knows something that the token does not say: its mandate was withdrawn, say. */
  byAuthority: (reason: string | undefined): Denial => ({
    status: 403,
    code: RPC.denied,
    message: `the authority does not let this call happen${reason ? `: ${reason.replaceAll('_', ' ')}` : ''}; ask for a new token, and if that is refused, the person you act for`,
    data: { reason: reason ?? 'refused' },
    headers: {},
  }),
  notRecorded: {
    status: 503,
    code: RPC.unavailable,
    message: 'the call was not made, because it could not be recorded; try again shortly',
    data: { reason: 'not_recorded' },
    headers: { 'retry-after': '1' },
  },
} as const
