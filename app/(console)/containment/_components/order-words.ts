import type { Grain, Mode } from '@/lib/identity/containment/contract'

export const GRAIN_WORD: Readonly<Record<Grain, string>> = {
  run: 'one run of an agent',
  agent: 'the agent alone',
  sub_tree: 'the agent and everything below it',
  owner: 'everything a person owns, and what is below',
  tool: 'one tool, for everybody',
  tool_server: 'one tool server, for everybody',
  platform: 'every agent of a platform',
  tenant: 'everything of this company',
}
export const MODE_WORD: Readonly<Record<Mode, string>> = { suspend: 'suspended', strip: 'stripped', quarantine: 'quarantined', kill: 'killed' }
/** As what a covered agent is shown while the order is in force. */
export const MODE_STATUS = { suspend: 'suspended', strip: 'active', quarantine: 'quarantined', kill: 'retired' } as const satisfies Record<Mode, string>
export const isAgentGrain = (grain: Grain): boolean => grain === 'run' || grain === 'agent' || grain === 'sub_tree'
