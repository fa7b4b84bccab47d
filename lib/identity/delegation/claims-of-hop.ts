/** A hop as `get-chain` reads it. */
export type HopRecord = {
  id: string
  parent_id: string | null
  tenant_id: string
  agent_id: string
  agent_name: string
  agent_status: 'draft' | 'active' | 'suspended' | 'retired'
  platform: string
  root_person_id: string
  root_name: string
  autonomous: boolean
  path: string[]
  audience: string
  scopes_in: string[]
  scopes: string[]
  dropped: string[]
  purpose: string
  run_id: string
  document_digest: string
  epoch: string
  issued_at: Date
  expires_at: Date
  revoked_at: Date | null
  revoked_reason: string | null
  halted_at: Date | null
  halted_target: string | null
  halted_by: string | null
  halt_reason: string | null
  mandate_id: string
  mandate_kind: 'person' | 'standing'
  mandate_person_id: string
  mandate_person: string
  mandate_agent_id: string
  mandate_agent: string
  mandate_purpose: string
  mandate_scopes: string[]
  mandate_created_at: Date
  mandate_expires_at: Date
  withdrawn_at: Date | null
}

type Act = { sub: string; sub_profile: 'ai_agent'; act?: Act }

/**
 * The claims of a hop's token (RFC 9068, RFC 8693 §4.1), from its record: what was signed, without the signature.
 * On behalf of a person every agent is an actor; autonomous work has the first agent as its subject.
 */
export function claimsOfHop(hop: HopRecord): Record<string, unknown> {
  const [subject, ...actors] = hop.autonomous ? hop.path : [hop.root_person_id, ...hop.path]
  const act = actors.reduce<Act | undefined>((inner, sub) => ({ sub, sub_profile: 'ai_agent', ...(inner ? { act: inner } : {}) }), undefined)
  return {
    jti: hop.id,
    sub: subject,
    ...(act ? { act } : {}),
    client_id: hop.agent_id,
    aud: hop.audience,
    scope: hop.scopes.join(' '),
    iat: Math.floor(hop.issued_at.getTime() / 1000),
    exp: Math.floor(hop.expires_at.getTime() / 1000),
    cnf: { jkt: hop.run_id },
    tenant: hop.tenant_id,
    mandate: hop.mandate_id,
    purpose: hop.purpose,
    run_id: hop.run_id,
    doc: hop.document_digest,
    epoch: Number(hop.epoch),
    ...(hop.autonomous ? { sponsor: hop.root_person_id } : {}),
  }
}
