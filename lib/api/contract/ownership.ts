import { z } from 'zod'
import { ConfirmAgentsInput, ConfirmedReport, DecidedReport, TransferIdsInput } from '@/lib/identity/registry/bulk-contract'
import { AnswersInput, AnswersView, ListTransfersInput, OwnershipInput, OwnershipRuleView, OwnershipView, PutTeamInput, RequestTransferInput, SetDeputiesInput, SetOwnershipRuleInput, TeamView, TransferIdInput, TransferPage, TransferView, TeamDetail, TeamIdInput, TeamMemberInput } from '@/lib/identity/registry/ownership-contract'
import { ConfirmAgentInput, LapsePreview, LapseRuleView, LapseView, SetLapseRuleInput } from '@/lib/identity/registry/lapse-contract'
import { endpoint } from './endpoint'

export const OWNERSHIP = {
  get: endpoint({ method: 'GET', path: '/agents/:agentId/ownership', permission: 'registry.ownership.get', input: OwnershipInput, output: OwnershipView, summary: 'Who answers for an agent, and who would next' }),
  setDeputies: endpoint({ method: 'POST', path: '/agents/:agentId/deputies', permission: 'registry.agent.set_deputies', input: SetDeputiesInput, output: OwnershipView, summary: 'Name who follows first when the owner or the sponsor leaves, in order' }),
  rule: endpoint({ method: 'GET', path: '/ownership-rule', permission: 'registry.ownership_rule.get', input: z.object({}), output: OwnershipRuleView, summary: 'How many people answer for an agent at least, by its risk' }),
  setRule: endpoint({ method: 'POST', path: '/ownership-rule', permission: 'registry.ownership_rule.set', input: SetOwnershipRuleInput, output: OwnershipRuleView, summary: 'Say how many people answer for an agent at least: owner, sponsor and deputies, each once' }),
  lapseRule: endpoint({ method: 'GET', path: '/lapse-rule', permission: 'registry.lapse_rule.get', input: z.object({}), output: LapseRuleView, summary: 'After how long somebody has to confirm that an agent is needed, by its risk; after how long without use it lapses; notice and grace' }),
  setLapseRule: endpoint({ method: 'POST', path: '/lapse-rule', permission: 'registry.lapse_rule.set', input: SetLapseRuleInput, output: LapseRuleView, summary: 'Say when agents lapse: from now on, and nothing sooner than people were told' }),
  previewLapseRule: endpoint({ method: 'POST', path: '/lapse-rule/preview', permission: 'registry.lapse_rule.preview', input: SetLapseRuleInput, output: LapsePreview, summary: 'How many agents such numbers would touch, and when the first would stop' }),
  confirm: endpoint({ method: 'POST', path: '/agents/:agentId/confirmation', permission: 'registry.agent.confirm', input: ConfirmAgentInput, output: LapseView, summary: 'Say that an agent is still needed; only who answers for it' }),
  confirmMany: endpoint({ method: 'POST', path: '/agents/confirmations', permission: 'registry.agent.confirm', input: ConfirmAgentsInput, output: ConfirmedReport, summary: 'Say of many agents that each is still needed, recorded of each; one that cannot be confirmed holds no other up' }),
  answers: endpoint({ method: 'GET', path: '/answers', permission: 'registry.answers.get', input: AnswersInput, output: AnswersView, summary: 'What a person answers for, and what needs them' }),
} as const

export const TRANSFERS = {
  list: endpoint({ method: 'GET', path: '/transfers', permission: 'registry.transfer.list', input: ListTransfersInput, output: TransferPage, summary: 'Transfers, newest first' }),
  request: endpoint({ method: 'POST', path: '/transfers', permission: 'registry.transfer.request', input: RequestTransferInput, output: z.array(TransferView), summary: 'Offer agents to another owner or sponsor, all or none' }),
  accept: endpoint({ method: 'POST', path: '/transfers/:transferId/acceptance', permission: 'registry.transfer.accept', input: TransferIdInput, output: TransferView, summary: 'Take an agent on; only who it is offered to' }),
  decline: endpoint({ method: 'POST', path: '/transfers/:transferId/refusal', permission: 'registry.transfer.decline', input: TransferIdInput, output: TransferView, summary: 'Decline an agent that one is offered' }),
  cancel: endpoint({ method: 'DELETE', path: '/transfers/:transferId', permission: 'registry.transfer.cancel', input: TransferIdInput, output: TransferView, summary: 'Take an offer back' }),
  acceptMany: endpoint({ method: 'POST', path: '/transfers/acceptances', permission: 'registry.transfer.accept', input: TransferIdsInput, output: DecidedReport, summary: 'Take on agents that one is offered; one that cannot be holds no other up' }),
  declineMany: endpoint({ method: 'POST', path: '/transfers/refusals', permission: 'registry.transfer.decline', input: TransferIdsInput, output: DecidedReport, summary: 'Decline agents that one is offered; one that cannot be holds no other up' }),
  cancelMany: endpoint({ method: 'POST', path: '/transfers/cancellations', permission: 'registry.transfer.cancel', input: TransferIdsInput, output: DecidedReport, summary: 'Take offers back; one that cannot be holds no other up' }),
} as const

export const TEAMS = {
  list: endpoint({ method: 'GET', path: '/teams', permission: 'registry.team.list', input: z.object({}), output: z.array(TeamView), summary: 'Teams by name (at most 1,000)' }),
  get: endpoint({ method: 'GET', path: '/teams/:teamId', permission: 'registry.team.list', input: TeamIdInput, output: TeamDetail, summary: 'A team: who leads it, who works in it, and how many of its agents nobody but its lead would follow for' }),
  addMember: endpoint({ method: 'POST', path: '/teams/:teamId/members', permission: 'registry.team.add_member', input: TeamMemberInput, output: TeamDetail, summary: 'Take somebody into a team; an administrator or its lead' }),
  removeMember: endpoint({ method: 'DELETE', path: '/teams/:teamId/members/:personId', permission: 'registry.team.remove_member', input: TeamMemberInput, output: TeamDetail, summary: 'Take somebody out of a team' }),
  put: endpoint({ method: 'POST', path: '/teams', permission: 'registry.team.put', input: PutTeamInput, output: TeamView, summary: 'Make a team, or change the one of that name: its mailbox and its lead' }),
} as const
