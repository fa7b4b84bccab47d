import { asRows } from '@/lib/db/rows'
import { ok, refuse } from '@/lib/kernel/result'
import { Fault } from '@/lib/kernel/fault'
import { askHookAgain } from '../containment'
import type { Refusal } from '../refusals'
import { StepInput } from './contract'
import { stepOf } from './internal/step-row'
import { command } from './internal/tables'
import { findRetirement, retirementView } from './internal/view'
import { again } from './steps'

/** Has a step of a retirement tried again now: one that stays open, or waits for its next try. */
export const tryStepAgain = command({
  name: 'registry.retirement.try_again',
  input: StepInput,
  // About the agent: whose retirement was never begun is one's own to hear.
  resource: async (tx, { agentId }, actor) => {
    const [agent] = asRows<{ tenant_id: string }>(await tx.$queryRaw`select tenant_id from agent where id = ${agentId}::uuid and tenant_id = ${actor.tenantId}::uuid`)
    return agent ? { tenantId: agent.tenant_id, found: await findRetirement(tx, actor.tenantId, agentId) } : null
  },
  act: async (tx, { actor, input, resource: { found: begun } }) => {
    if (!begun) return refuse<Refusal>({ code: 'not_found' })
    const { row, steps } = begun
    const found = steps.find(({ position }) => position === input.position)
    if (!found) return refuse<Refusal>({ code: 'not_found' })
    const now = Date.now()
    const asked = again(stepOf(found), now)
    if (!asked) return refuse<Refusal>({ code: 'wrong_state', state: found.state === 'proven' ? 'proven' : 'under_way' })
    await tx.retirementStep.update({ where: { retirementId_position: { retirementId: row.id, position: found.position } }, data: { state: asked.state, tries: asked.tries, nextAt: new Date(now) } })
    if (found.targetId) await askHookAgain(tx, { tenantId: actor.tenantId, orderId: row.orderId, hookId: found.targetId })
    const view = await retirementView(tx, actor.tenantId, row.agentId)
    if (!view) throw new Fault('a retirement is gone within its own transaction')
    return ok({ value: view, subject: { kind: 'agent', id: row.agentId, name: row.agentName }, agentId: row.agentId, chain: [row.agentId], causeId: row.orderId, detail: { retirement: row.id, step: found.title } })
  },
})
