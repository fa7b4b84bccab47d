export type AgentStatus = 'active' | 'suspended' | 'quarantined' | 'retired' | 'draft' | 'unknown'

export type ChainNode = {
  id: string
  kind: 'person' | 'agent' | 'tool'
  name: string
  href?: string
  status?: AgentStatus
  detail?: string
}

/** One hop: `to` acts with what `from` passed on. */
export type ChainEdge = {
  id: string
  from: string
  to: string
  /** What `from` held when it passed authority on. */
  scopesIn: string[]
  /** What `to` got of it. */
  scopesOut: string[]
  dropped: string[]
  /** How it came about, in place of scopes: of a hop in another system, which tells of none. */
  how?: string
  purpose?: string
  issuedAt?: string
  expiresAt?: string
  /** `denied`: it was refused, which is the system doing its work; `expired`: its time ran out; neither, it was cut. */
  ended?: { at: string; reason: string; denied?: true; expired?: true }
}

export type Chain = {
  nodes: ChainNode[]
  edges: ChainEdge[]
  /** Nobody asked for this work: it runs under the root's standing mandate. */
  autonomous?: boolean
  /** There is more than is drawn. */
  truncated?: boolean
}

export type ChainSelection = { kind: 'node' | 'edge'; id: string }
