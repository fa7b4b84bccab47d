import { RetireAgentInput, RetirementInput, RetirementPreview, RetirementView, StepInput } from '@/lib/identity/retirement/contract'
import { endpoint } from './endpoint'

export const RETIREMENTS = {
  preview: endpoint({ method: 'GET', path: '/agents/:agentId/retirement/preview', permission: 'registry.retirement.read', input: RetirementInput, output: RetirementPreview, summary: 'What retiring an agent would do: what stops, what hangs on it, and the steps' }),
  begin: endpoint({ method: 'POST', path: '/agents/:agentId/retirement', permission: 'registry.agent.retire', input: RetireAgentInput, output: RetirementView, summary: 'Retire an agent, for good: it stops at once, and the rest follows step by step' }),
  get: endpoint({ method: 'GET', path: '/agents/:agentId/retirement', permission: 'registry.retirement.read', input: RetirementInput, output: RetirementView, summary: 'How far the retirement of an agent has come, step by step, with what was found' }),
  tryAgain: endpoint({ method: 'POST', path: '/agents/:agentId/retirement/attempt', permission: 'registry.retirement.try_again', input: StepInput, output: RetirementView, summary: 'Have a step that is not proven tried again now' }),
} as const
