import type { Guarded } from '@/lib/db/guarded-servers'
import type { EpochSeconds } from '@/lib/kernel/clock'
import type { AgentId } from '@/lib/kernel/ids'
import type { Cover } from '../containment'
import type { Attestation } from './attestation'

/** What the issuing transaction read, under the containment lock. */
export type AgentFacts = {
  id: AgentId
  tenantId: string
  name: string
  state: 'draft' | 'active' | 'retired'
  platform: string
  ownerId: string
  ownerActive: boolean
  sponsorId: string
  sponsorActive: boolean
  /** Of the revision in force; null when there is none. */
  digest: string | null
  scopes: ReadonlySet<string>
  /** Of its servers, those that guard themselves. */
  guarded: Guarded
  mayDelegateTo: ReadonlySet<string>
  /** Of the revision in force; null where it states nothing. */
  attestation: Attestation | null
  /** That it was active just now is on record. */
  activeLately: boolean
}

export type MandateFacts = {
  id: string
  tenantId: string
  kind: 'person' | 'standing'
  personId: string
  personActive: boolean
  agentId: AgentId
  purpose: string
  scopes: ReadonlySet<string>
  grantId: string | null
  createdAt: Date
  expiresAt: EpochSeconds
  withdrawn: boolean
}

export type ParentFacts = {
  id: string
  tenantId: string
  mandateId: string
  rootPersonId: string
  autonomous: boolean
  path: AgentId[]
  runId: string
  audience: string
  scopes: ReadonlySet<string>
  epoch: number
  expiresAt: EpochSeconds
  revoked: boolean
}

export type Facts = {
  epochs: ReadonlyMap<string, number>
  agents: ReadonlyMap<string, AgentFacts>
  parents: ReadonlyMap<string, ParentFacts>
  mandates: readonly MandateFacts[]
  /** Of agents, mandates and hops of authority, by their ids. */
  covers: ReadonlyMap<string, Cover>
  /** Of runs, tools, servers, platforms, owners and the tenant, by `wideKey`. */
  wide: ReadonlyMap<string, Cover>
}
