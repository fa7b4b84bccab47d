/** A hop as `get-chain` reads it. */
export type HopRecord = {
  id: string
  agent_id: string
  agent_name: string
  agent_status: 'draft' | 'active' | 'suspended' | 'retired'
  platform: string
  root_person_id: string
  root_name: string
  autonomous: boolean
  scopes_in: string[]
  scopes: string[]
  dropped: string[]
  purpose: string
  issued_at: Date
  expires_at: Date
  /** The claims as they were signed; no signature, so that it is no credential. */
  token: Record<string, unknown>
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
