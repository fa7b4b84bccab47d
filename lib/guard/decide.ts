import { chainOf, scopesOf, type AgentClaims } from './claims'
import type { Contained } from './containment-view'
import { inWords } from './in-words'
import type { LeaseState } from './lease'

export const CHECKS = ['signature', 'audience', 'expiry', 'proof_of_possession', 'lease', 'containment', 'mandate', 'scope'] as const
export type CheckName = (typeof CHECKS)[number]
export type Check = { check: CheckName; ok: boolean; detail: string }

export type Call = Readonly<{
  /** The claims of a token whose signature is good; else what is wrong with it. */
  token: { ok: true; claims: AgentClaims } | { ok: false; detail: string }
  /** This resource, as the token must name it (RFC 8707). */
  audience: string
  /** Whose tool server this is: a token of another tenant names it in vain. */
  tenant: string
  proof: { ok: true } | { ok: false; detail: string }
  lease: LeaseState
  /** The authority's time while there is a lease, else this machine's: NumericDate. */
  now: number
  /** The tenant's epoch as known here, and what it says of the chain. */
  containment: { epoch: number | null; contained: Contained | null }
  /** What the call needs; null for what any valid token of this audience may do. */
  scope: string | null
}>

export type Decision = Readonly<{
  allowed: boolean
  /** Every check in order, also the ones after the first that failed: the record says all of it. */
  checks: readonly Check[]
  /** The first that is not ok: why the call was denied. */
  denied: Check | null
}>

/** Seconds by which clocks may differ: a token is good until `exp`, not longer, and from `iat` less this. */
const SKEW_SECONDS = 5

/**
 * May this call happen? Pure: no clock, no network, no memory. A check whose inputs are missing fails; nothing that
 * is unknown is allowed.
 */
export function decide(call: Call): Decision {
  const checks = call.token.ok ? checksOf(call, call.token.claims) : withoutClaims(call, call.token.detail)
  const denied = checks.find((check) => !check.ok) ?? null
  return { allowed: denied === null, checks, denied }
}

function checksOf(call: Call, claims: AgentClaims): Check[] {
  return [
    pass('signature', 'ES256 by the issuer'),
    audience(call, claims),
    expiry(claims, call.now),
    call.proof.ok ? pass('proof_of_possession', `key ${claims.cnf.jkt}`) : fail('proof_of_possession', call.proof.detail),
    lease(call),
    containment(call, claims),
    mandate(call, claims),
    scope(call, claims),
  ]
}

function withoutClaims(call: Call, detail: string): Check[] {
  const unknown = 'not checked: the token is not known to be genuine'
  return CHECKS.map((check) => {
    if (check === 'signature') return fail(check, detail)
    return check === 'lease' ? lease(call) : fail(check, unknown)
  })
}

function audience(call: Call, claims: AgentClaims): Check {
  if (claims.aud !== call.audience) return fail('audience', `token is for ${claims.aud}, not for ${call.audience}`)
  if (claims.tenant !== call.tenant) return fail('audience', 'token is of another tenant')
  return pass('audience', claims.aud)
}

function expiry(claims: AgentClaims, now: number): Check {
  if (claims.exp <= now) return fail('expiry', `expired ${Math.ceil(now - claims.exp)} s ago`)
  if (claims.iat > now + SKEW_SECONDS) return fail('expiry', 'issued in the future')
  return pass('expiry', `good for ${Math.floor(claims.exp - now)} s`)
}

function lease(call: Call): Check {
  return call.lease.valid ? pass('lease', `good for ${Math.floor(call.lease.validForMs)} ms`) : fail('lease', call.lease.detail)
}

function containment(call: Call, claims: AgentClaims): Check {
  const { epoch, contained } = call.containment
  const known = call.lease.valid ? call.lease.epochs[claims.tenant] : undefined
  if (known === undefined) return fail('containment', 'the lease does not speak of this tenant')
  if (epoch === null || epoch < known) return fail('containment', `orders up to ${known} are in force, and ${epoch ?? 0} are known here`)
  if (claims.epoch > epoch) return fail('containment', `token knows of order ${claims.epoch}, and ${epoch} are known here`)
  if (!contained || contained.kind === 'mandate_withdrawn') return pass('containment', `nobody of ${chainOf(claims).length} in the chain, at epoch ${epoch}`)
  const order = contained.order ? ` by order ${contained.order.id} at ${new Date(contained.order.committedAt).toISOString()}` : ''
  const subject = (contained.over ?? 'agent') === 'agent' ? `agent ${contained.subject}` : inWords(contained)
  return fail('containment', contained.kind === 'contained' ? `${subject} was halted${order}` : `${subject} was halted${order}, after this token was issued`)
}

function mandate(call: Call, claims: AgentClaims): Check {
  const { contained } = call.containment
  if (contained?.kind !== 'mandate_withdrawn') return pass('mandate', `mandate ${claims.mandate}, not withdrawn`)
  const at = contained.order ? ` at ${new Date(contained.order.committedAt).toISOString()}` : ''
  return fail('mandate', `the mandate ${claims.mandate} was withdrawn${at}`)
}

function scope(call: Call, claims: AgentClaims): Check {
  if (call.scope === null) return pass('scope', 'none needed')
  return scopesOf(claims).includes(call.scope) ? pass('scope', call.scope) : fail('scope', `${call.scope} is not in the mandate's scopes`)
}

const pass = (check: CheckName, detail: string): Check => ({ check, ok: true, detail })
const fail = (check: CheckName, detail: string): Check => ({ check, ok: false, detail })
