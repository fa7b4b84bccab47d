import { z } from 'zod'
import { AddSystemInput, CheckedSystemView, HoldTokenInput, RetireAgentInput, RetirementInput, RetirementPreview, RetirementView, StepInput, SystemIdInput, SystemView } from '@/lib/identity/retirement/contract'
import { endpoint } from './endpoint'

export const RETIREMENTS = {
  preview: endpoint({ method: 'GET', path: '/agents/:agentId/retirement/preview', permission: 'registry.retirement.read', input: RetirementInput, output: RetirementPreview, summary: 'What retiring an agent would do: what stops, what hangs on it, and the steps' }),
  begin: endpoint({ method: 'POST', path: '/agents/:agentId/retirement', permission: 'registry.agent.retire', input: RetireAgentInput, output: RetirementView, summary: 'Retire an agent, for good: it stops at once, and the rest follows step by step' }),
  get: endpoint({ method: 'GET', path: '/agents/:agentId/retirement', permission: 'registry.retirement.read', input: RetirementInput, output: RetirementView, summary: 'How far the retirement of an agent has come, step by step, with what was found' }),
  tryAgain: endpoint({ method: 'POST', path: '/agents/:agentId/retirement/attempt', permission: 'registry.retirement.try_again', input: StepInput, output: RetirementView, summary: 'Have a step that is not proven tried again now' }),
} as const

/** Systems elsewhere, in which an agent ends when it is retired. */
export const SYSTEMS = {
  list: endpoint({ method: 'GET', path: '/connected-systems', permission: 'registry.system.list', input: z.object({}), output: z.array(SystemView), summary: 'Systems in which an agent ends when it is retired; none with its credential' }),
  add: endpoint({ method: 'POST', path: '/connected-systems', permission: 'registry.system.add', input: AddSystemInput, output: SystemView, summary: 'Connect a SCIM service, an authorization server or a secret store; its credential is sealed' }),
  remove: endpoint({ method: 'DELETE', path: '/connected-systems/:systemId', permission: 'registry.system.remove', input: SystemIdInput, output: z.object({}), summary: 'Connect it no more; not while a retirement has still to end something there' }),
  check: endpoint({ method: 'POST', path: '/connected-systems/:systemId/check', permission: 'registry.system.check', input: SystemIdInput, output: CheckedSystemView, summary: 'Ask it what a retirement would, of an agent that there is not: nothing is deleted there' }),
  hold: endpoint({ method: 'POST', path: '/connected-systems/:systemId/tokens', permission: 'registry.system.hold', input: HoldTokenInput, output: z.object({ id: z.string() }), summary: 'Hand over a token that an agent has there, so that its retirement revokes it (RFC 7009)' }),
} as const
