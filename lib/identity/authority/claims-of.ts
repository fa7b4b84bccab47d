import type { EpochSeconds } from '@/lib/kernel/clock'
import type { DelegationId } from '@/lib/kernel/ids'
import type { Hop } from './decide-issue'
import type { ActClaim, AgentTokenClaims } from './issue-request'

/**
 * The claims of a hop's token. The chain is the recorded one, never what a subject token says of itself: on behalf of
 * a person every agent is an actor (RFC 8693 §4.1), autonomous work has the first agent as its subject.
 */
export function claimsOf(hop: Hop, of: { issuer: string; id: DelegationId; runId: string; issuedAt: EpochSeconds }): AgentTokenClaims {
  const [subject, ...actors] = hop.autonomous ? hop.path : [hop.rootPersonId, ...hop.path]
  const act = actors.reduce<ActClaim | undefined>(
    (inner, sub) => ({ sub, iss: of.issuer, sub_profile: 'ai_agent', ...(inner ? { act: inner } : {}) }),
    undefined,
  )
  return {
    iss: of.issuer,
    aud: hop.audience,
    sub: subject as string,
    client_id: hop.agent.id,
    scope: [...hop.scopes].join(' '),
    iat: of.issuedAt,
    exp: hop.expiresAt,
    jti: of.id,
    cnf: { jkt: of.runId },
    ...(act ? { act } : {}),
    tenant: hop.agent.tenantId,
    mandate: hop.mandate.id,
    purpose: hop.mandate.purpose,
    run_id: of.runId,
    doc: hop.agent.digest,
    delegation: of.id,
    epoch: hop.epoch,
    ...(hop.autonomous ? { sponsor: hop.rootPersonId } : {}),
  }
}
