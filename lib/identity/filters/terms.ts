/** Lists whose filters may be kept, each with the parameters of its URL that are filters: no place in it, and nothing that was opened. */
export const FILTER_PARAMS = {
  delegations: ['person', 'agent', 'run', 'text', 'server', 'tool', 'action', 'source', 'result', 'show', 'since', 'until', 'window', 'delegation'],
  ledger: ['person', 'source', 'result'],
  agents: ['q', 'status', 'risk', 'platform', 'person', 'team', 'tag', 'ownerless', 'sort'],
} as const
export type FilterArea = keyof typeof FILTER_PARAMS
export const FILTER_AREAS = Object.keys(FILTER_PARAMS) as [FilterArea, ...FilterArea[]]
