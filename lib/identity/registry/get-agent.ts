import { AgentIdInput } from './contract'
import { findAgentView } from './internal/agent-view'
import { query } from './internal/tables'

export const getAgent = query({
  name: 'registry.agent.get',
  input: AgentIdInput,
  answer: (tx, { actor, input }) => findAgentView(tx, actor, input.agentId),
})
