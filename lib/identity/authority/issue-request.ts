import type { EpochSeconds } from '@/lib/kernel/clock'
import type { AgentId, DelegationId, TenantId } from '@/lib/kernel/ids'
import type { Presented } from './attestation'

/** A token that an authenticated agent asks for; whoever asks has proved the key that `runId` names. */
export type IssueRequest = {
  tenantId: TenantId
  /** The authenticated client: the actor of the new hop. */
  agentId: AgentId
  audience: string
  /** Null: as much as there is. */
  scopes: readonly string[] | null
  /** RFC 7638 thumbprint of the DPoP key: names the run, and is what the token is bound to. */
  runId: string
  /** What the run says that it runs, in its client assertion. */
  presented?: Presented
} & (
  | { grant: 'authorization_code' | 'refresh_token'; grantId: string }
  | { grant: 'client_credentials' }
  | { grant: 'token_exchange'; parentId: DelegationId }
)
export type GrantKind = IssueRequest['grant']

export const CHECKS = [
  'signature', 'audience', 'expiry', 'proof_of_possession', 'lease', 'containment', 'scope', 'document', 'mandate', 'edge',
  'depth', 'cycle', 'owner_alive', 'attestation',
] as const // prettier-ignore
export type CheckName = (typeof CHECKS)[number]
export type Check = { check: CheckName; ok: boolean; detail: string }

/** RFC 8693 §4.1: `act` is who acts now; an `act` inside it is who acted before, and grants nothing. */
export type ActClaim = { sub: string; iss: string; sub_profile: 'ai_agent'; act?: ActClaim }

/** What is signed (RFC 9068, RFC 9449 §6.1), kept with the delegation as its record. */
export type AgentTokenClaims = {
  iss: string
  aud: string
  sub: string
  client_id: string
  scope: string
  iat: EpochSeconds
  exp: EpochSeconds
  jti: DelegationId
  cnf: { jkt: string }
  act?: ActClaim
  tenant: string
  mandate: string
  purpose: string
  run_id: string
  doc: string
  delegation: DelegationId
  epoch: number
  sponsor?: string
}

export type IssueRefusal = { code: CheckName; detail: string; checks: readonly Check[] }
