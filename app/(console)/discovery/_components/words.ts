import { FOUND_KINDS, TIERS, type CONTROLS, type FoundKind, type ItemRow } from '@/lib/identity/discovery/contract'

const KIND: Readonly<Record<FoundKind, string>> = {
  mcp_client: 'MCP client',
  a2a_card: 'A2A agent card',
  langgraph: 'LangGraph agent',
  crewai: 'CrewAI agent',
  copilot_agent: 'Copilot agent',
  declarative_agent: 'Declarative agent',
  bedrock_agent: 'Bedrock agent',
  keycloak_client: 'Keycloak client',
  spire_entry: 'SPIRE entry',
  gateway_caller: 'Unknown caller',
  audit_actor: 'Actor in an audit log',
  platform_workload: 'Workload of a platform',
  mcp_server: 'MCP server',
  openapi_plugin: 'API plugin',
}
export const kindName = (kind: FoundKind): string => KIND[kind]
export const KIND_OPTIONS = FOUND_KINDS.map((value) => ({ value, label: KIND[value] }))

export const tierTitle = (tier: number): string => TIERS.find((one) => one.tier === tier)?.title ?? 'Unknown'

const CONTROL: Readonly<Record<(typeof CONTROLS)[number], string>> = { vaulted: 'a secret store', unique: 'proof that it is in one place only', rotated: 'rotation within 90 days', watched: 'a schedule that looks for it' }
export const controlWords = (missing: readonly (typeof CONTROLS)[number][]): string => missing.map((control) => CONTROL[control]).join(', ')

export const STATE_OPTIONS = [
  { value: 'registered', label: 'Registered' },
  { value: 'merged', label: 'Merged' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'gone', label: 'Gone' },
  { value: 'any', label: 'Everything' },
] as const

/** What became of it, in a few words. */
export function stateWords({ state, decision, came_back, gone_at }: Pick<ItemRow, 'state' | 'decision' | 'came_back' | 'gone_at'>): string {
  if (gone_at !== null && state === 'open') return 'gone'
  if (came_back) return 'came back: it has changed since it was ignored'
  if (state === 'open' || !decision) return 'not decided'
  if (state === 'ignored') return `ignored by ${decision.by}`
  return `${state === 'registered' ? 'registered as' : 'is'} ${decision.target?.name ?? 'something'}`
}

/** The filter that bulk acts are over, as a sentence says it. */
export function filterWords({ kind, about, source, match, q }: Readonly<Partial<Record<'kind' | 'about' | 'source' | 'match' | 'q', string | undefined>>>): string {
  const what = kind ? KIND[kind as FoundKind] : about === 'agents' ? 'everything that acts' : about === 'tools' ? 'everything that is used' : 'everything'
  return [what, match === 'yes' ? 'that may be something registered' : match === 'no' ? 'that is like nothing registered' : '', source ? `found in ${source}` : '', q ? `with “${q}” in its name or path` : ''].filter(Boolean).join(', ')
}
