import { read } from '@/lib/db/transaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { toInvalid, type Refusal } from '../refusals'
import { ConfirmAgentsInput, type ConfirmedReport } from './bulk-contract'
import { confirmAgent } from './confirm-agent'
import { oneByOne } from './internal/one-by-one'

const run = async (actor: Actor, raw: unknown): Promise<Result<ConfirmedReport, Refusal>> => {
  const parsed = ConfirmAgentsInput.safeParse(raw)
  if (!parsed.success) return refuse(toInvalid(parsed.error))
  const { agentIds } = parsed.data
  const came = await oneByOne(agentIds, (agentId) => confirmAgent(actor, { agentId }))
  if (!came.ok) return came
  const { done, refused } = came.value
  const agents = await read(actor.tenantId, (tx) => tx.agent.findMany({ where: { tenantId: actor.tenantId, id: { in: agentIds } }, select: { id: true, name: true } }))
  const names = new Map(agents.map(({ id, name }) => [id, name]))
  return ok({
    confirmed: done.map(({ id, value }) => ({ id, name: names.get(id) ?? id, confirm_by: value.reconfirm?.due_at ?? null })),
    refused: refused.map(({ id, refusal }) => ({ id, name: names.get(id) ?? null, why: whyNot(refusal) })),
  })
}

/** Says of many agents that each is needed still, by who answers for them: see `oneByOne`. */
export const confirmAgents = Object.assign(run, { permission: confirmAgent.permission, input: ConfirmAgentsInput })

function whyNot(refusal: Refusal): string {
  switch (refusal.code) {
    case 'not_found':
      return 'is no agent here'
    case 'wrong_state':
      return refusal.state === 'draft' ? 'is a draft: there is nothing to confirm yet' : `is ${refusal.state}`
    case 'separated':
      return 'is for its owner, its sponsor or a deputy to confirm'
    default:
      return refusal.code
  }
}
