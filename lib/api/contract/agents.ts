import { ImportAgentsInput, ImportReport, TagAgentsInput, TagReport } from '@/lib/identity/registry/bulk-contract'
import {
  AgentCounts,
  AgentIdInput,
  AgentPage,
  AgentView,
  ApproveAgentInput,
  CountAgentsInput,
  DiffInput,
  DiffView,
  DiscardDraftInput,
  ListAgentsInput,
  RegisterAgentInput,
  ReviseAgentInput,
} from '@/lib/identity/registry/contract'
import { endpoint } from './endpoint'

export const AGENTS = {
  list: endpoint({ method: 'GET', path: '/agents', permission: 'registry.agent.list', input: ListAgentsInput, output: AgentPage, summary: 'Agents, by keyset' }),
  counts: endpoint({ method: 'GET', path: '/agents/counts', permission: 'registry.agent.list', input: CountAgentsInput, output: AgentCounts, summary: 'How many agents there are under a filter, and of each value of a facet' }),
  tag: endpoint({ method: 'POST', path: '/agents/tags', permission: 'registry.agent.tag', input: TagAgentsInput, output: TagReport, summary: 'Add and remove tags on many agents; one that cannot be tagged holds no other up' }),
  import: endpoint({ method: 'POST', path: '/agents/import', permission: 'registry.agent.import', input: ImportAgentsInput, output: ImportReport, summary: 'Register the agents of lines of a file, or say what would come of each' }),
  get: endpoint({ method: 'GET', path: '/agents/:agentId', permission: 'registry.agent.get', input: AgentIdInput, output: AgentView, summary: 'One agent' }),
  register: endpoint({ method: 'POST', path: '/agents', permission: 'registry.agent.register', input: RegisterAgentInput, output: AgentView, summary: 'Register an agent by its identity document and public key' }),
  revise: endpoint({ method: 'POST', path: '/agents/:agentId/draft', permission: 'registry.agent.revise', input: ReviseAgentInput, output: AgentView, summary: 'Write the draft of the next revision; what is in force stays so' }),
  discard: endpoint({ method: 'DELETE', path: '/agents/:agentId/draft', permission: 'registry.agent.discard_draft', input: DiscardDraftInput, output: AgentView, summary: 'Withdraw or discard the draft that waits' }),
  diff: endpoint({ method: 'GET', path: '/agents/:agentId/diff', permission: 'registry.agent.diff', input: DiffInput, output: DiffView, summary: 'Two revisions side by side, each change breaking or not; of the draft, what approving it would end' }),
  approve: endpoint({ method: 'POST', path: '/agents/:agentId/approval', permission: 'registry.agent.approve', input: ApproveAgentInput, output: AgentView, summary: 'Bring the draft that was read into force; never by who wrote it' }),
} as const
