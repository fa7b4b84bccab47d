import { lockContainment } from '@/lib/db/epoch'
import { asRows } from '@/lib/db/rows'
import { newId } from '@/lib/kernel/ids'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../actor'
import { orderRetirement } from '../containment'
import type { Refusal } from '../refusals'
import { lockRegistry } from '../registry'
import { RetireAgentInput } from './contract'
import { hangingOn, type Hanging } from './internal/hangs'
import { command } from './internal/tables'
import { retirementView } from './internal/view'

/**
 * Begins the end of an agent's life. At the commit it is retired and stopped, for good: nothing is issued for it, and
 * enforcement points refuse what was. What has to follow, and to be proved, is written down in the same transaction,
 * and carried out step by step by whoever is there to do it.
 */
export const retireAgent = command({
  name: 'registry.agent.retire',
  input: RetireAgentInput,
  // Containment last, and briefly: every batch that issues waits for it.
  lock: async (tx, actor) => {
    await lockRegistry(tx, actor.tenantId)
    await lockContainment(tx, actor.tenantId)
  },
  resource: async (tx, { agentId }, actor) => {
    const hanging = await hangingOn(tx, actor.tenantId, agentId)
    return hanging && { tenantId: actor.tenantId, hanging }
  },
  act: async (tx, { actor, input, resource: { hanging } }) => {
    const barred = await whyNot(tx, actor, input, hanging)
    if (!barred.ok) return barred
    const { agent, coverage, steps, preview } = hanging
    await tx.$executeRaw`update agent set state = 'retired', updated_at = clock_timestamp() where id = ${agent.id}::uuid and tenant_id = ${actor.tenantId}::uuid and state <> 'retired'`
    const { orderId, epoch } = await orderRetirement(tx, actor, coverage, input.reason)
    const id = newId<'retirement'>()
    await tx.retirement.create({
      data: {
        id, tenantId: actor.tenantId, agentId: agent.id, agentName: agent.name, orderId, reason: input.reason, successorId: input.successorId ?? null,
        requestedBy: actor.id, requestedByKind: actor.kind, requestedByName: actor.name,
      }, // prettier-ignore
    })
    await tx.retirementStep.createMany({ data: steps.map(({ position, kind, title, targetId }) => ({ retirementId: id, tenantId: actor.tenantId, position, kind, title, targetId })) })
    const view = await retirementView(tx, actor.tenantId, agent.id)
    if (!view) throw new Fault('a retirement is gone within its own transaction')
    return ok({
      value: view,
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      causeId: orderId,
      purpose: input.reason,
      detail: {
        retirement: id, order_id: orderId, epoch, from: agent.state, steps: steps.map(({ title }) => title), live_tokens: coverage.view.live_tokens,
        calls_in_flight: coverage.view.calls_in_flight, named_by: preview.named_by.map((one) => one.id), successor: input.successorId ?? null,
      }, // prettier-ignore
    })
  },
})

async function whyNot(tx: Pick<Tx, '$queryRaw'>, actor: Actor, input: RetireAgentInput, { agent, preview }: Hanging): Promise<Result<null, Refusal>> {
  const answersForIt = actor.id === agent.ownerId || actor.id === agent.sponsorId
  if (actor.kind === 'person' && actor.role !== 'admin' && !answersForIt) return refuse({ code: 'separated', rule: 'only_an_administrator_or_who_answers_for_it_retires' })
  if (preview.barred !== null) return refuse({ code: 'wrong_state', state: 'retired' })
  if (input.name !== agent.name) return refuse({ code: 'invalid', fields: { name: `type \`${agent.name}\`, exactly` } })
  if (input.snapshot !== undefined && input.snapshot !== preview.snapshot_digest) return refuse({ code: 'conflict', detail: 'what hangs on it has changed since it was read: read it again' })
  if (input.successorId === undefined) return ok(null)
  if (input.successorId === agent.id) return refuse({ code: 'invalid', fields: { successorId: 'is the agent itself' } })
  const [successor] = asRows<{ state: string }>(await tx.$queryRaw`select state from agent where tenant_id = ${actor.tenantId}::uuid and id = ${input.successorId}::uuid`)
  return successor?.state === 'active' ? ok(null) : refuse({ code: 'invalid', fields: { successorId: 'is no active agent' } })
}
