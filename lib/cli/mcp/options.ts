import type { AgentKey } from '../agent-key'

/** What the bridge runs as. */
export type BridgeOptions = {
  clientId: string
  key: AgentKey
  resource: string
  autonomous?: boolean
  scope?: string[]
  purpose?: string
  mandateLifetime?: number
  browser: boolean
}
