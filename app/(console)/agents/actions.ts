'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { GiveStandingMandateInput, MandateIdInput } from '@/lib/identity/delegation/contract'
import type { ConfirmAgentsInput, ImportAgentsInput, TagAgentsInput, TransferIdsInput } from '@/lib/identity/registry/bulk-contract'
import type { CardInput, PublishCardInput } from '@/lib/identity/registry/card-contract'
import type { ConfirmAgentInput } from '@/lib/identity/registry/lapse-contract'
import type { ListTransfersInput, RequestTransferInput, SetDeputiesInput, TransferIdInput } from '@/lib/identity/registry/ownership-contract'
import type { ApproveAgentInput, DiscardDraftInput, ListAgentsInput, RegisterAgentInput, ReviseAgentInput } from '@/lib/identity/registry/contract'

const PAGES = ['/'] as const

const register = act((api, input: z.input<typeof RegisterAgentInput>) => api.agents.register(input), { refresh: PAGES })
export async function registerAgentAction(input: z.input<typeof RegisterAgentInput>) {
  return register(input)
}

const approve = act((api, input: z.input<typeof ApproveAgentInput>) => api.agents.approve(input), { refresh: PAGES })
export async function approveAgentAction(input: { agentId: string; digest: string; proof?: string }) {
  return approve(input)
}

const revise = act((api, input: z.input<typeof ReviseAgentInput>) => api.agents.revise(input), { refresh: PAGES })
export async function reviseAgentAction(input: z.input<typeof ReviseAgentInput>) {
  return revise(input)
}

const discard = act((api, input: z.input<typeof DiscardDraftInput>) => api.agents.discard(input), { refresh: PAGES })
export async function discardDraftAction(input: { agentId: string; digest: string; reason?: string }) {
  return discard(input)
}

const requestTransfer = act((api, input: z.input<typeof RequestTransferInput>) => api.transfers.request(input), { refresh: [] })
export async function requestTransferAction(input: z.input<typeof RequestTransferInput>) {
  return requestTransfer(input)
}

const acceptTransfer = act((api, input: z.input<typeof TransferIdInput>) => api.transfers.accept(input), { refresh: PAGES })
export async function acceptTransferAction(input: { transferId: string }) {
  return acceptTransfer(input)
}

const declineTransfer = act((api, input: z.input<typeof TransferIdInput>) => api.transfers.decline(input), { refresh: PAGES })
export async function declineTransferAction(input: { transferId: string }) {
  return declineTransfer(input)
}

const confirmAgent = act((api, input: z.input<typeof ConfirmAgentInput>) => api.ownership.confirm(input), { refresh: PAGES })
export async function confirmAgentAction(input: z.input<typeof ConfirmAgentInput>) {
  return confirmAgent(input)
}

const confirmMany = act((api, input: z.input<typeof ConfirmAgentsInput>) => api.ownership.confirmMany(input), { refresh: [] })
export async function confirmAgentsAction(input: z.input<typeof ConfirmAgentsInput>) {
  return confirmMany(input)
}

const cancelTransfer = act((api, input: z.input<typeof TransferIdInput>) => api.transfers.cancel(input), { refresh: PAGES })
export async function cancelTransferAction(input: { transferId: string }) {
  return cancelTransfer(input)
}

const acceptMany = act((api, input: z.input<typeof TransferIdsInput>) => api.transfers.acceptMany(input), { refresh: [] })
export async function acceptTransfersAction(input: z.input<typeof TransferIdsInput>) {
  return acceptMany(input)
}

const declineMany = act((api, input: z.input<typeof TransferIdsInput>) => api.transfers.declineMany(input), { refresh: [] })
export async function declineTransfersAction(input: z.input<typeof TransferIdsInput>) {
  return declineMany(input)
}

const cancelMany = act((api, input: z.input<typeof TransferIdsInput>) => api.transfers.cancelMany(input), { refresh: [] })
export async function cancelTransfersAction(input: z.input<typeof TransferIdsInput>) {
  return cancelMany(input)
}

/** What one is offered, a page at a time. */
const offered = act((api, input: z.input<typeof ListTransfersInput>) => api.transfers.list(input), { refresh: [] })
export async function offeredAction(input: { to: string; cursor?: string }) {
  return offered({ ...input, state: 'requested', limit: 200 })
}

const setDeputies = act((api, input: z.input<typeof SetDeputiesInput>) => api.ownership.setDeputies(input), { refresh: PAGES })
export async function setDeputiesAction(input: { agentId: string; deputies: string[] }) {
  return setDeputies(input)
}

const publishCard = act((api, input: z.input<typeof PublishCardInput>) => api.cards.publish(input), { refresh: PAGES })
export async function publishCardAction(input: { agentId: string; url: string }) {
  return publishCard(input)
}

const withdrawCard = act((api, input: z.input<typeof CardInput>) => api.cards.withdraw(input), { refresh: PAGES })
export async function withdrawCardAction(input: { agentId: string }) {
  return withdrawCard(input)
}

const giveStanding = act((api, input: z.input<typeof GiveStandingMandateInput>) => api.mandates.giveStanding(input), { refresh: PAGES })
export async function giveStandingMandateAction(input: z.input<typeof GiveStandingMandateInput>) {
  return giveStanding(input)
}

const withdraw = act((api, input: z.input<typeof MandateIdInput>) => api.mandates.withdraw(input), { refresh: PAGES })
export async function withdrawMandateAction(input: { mandateId: string }) {
  return withdraw(input)
}

const tag = act((api, input: z.input<typeof TagAgentsInput>) => api.agents.tag(input), { refresh: [] })
export async function tagAgentsAction(input: z.input<typeof TagAgentsInput>) {
  return tag(input)
}

/** The next of those that match: what is done to all of them is done a page at a time. */
const matching = act((api, input: z.input<typeof ListAgentsInput>) => api.agents.list(input), { refresh: [] })
export async function matchingAgentsAction(input: z.input<typeof ListAgentsInput>) {
  const found = await matching(input)
  return found.status === 'done' ? { ...found, value: { next: found.value.next, items: found.value.items.map(({ id, name, status }) => ({ id, name, retired: status === 'retired' })) } } : found
}

const importLines = act((api, input: z.input<typeof ImportAgentsInput>) => api.agents.import(input), { refresh: [] })
export async function importAgentsAction(input: z.input<typeof ImportAgentsInput>) {
  return importLines(input)
}
