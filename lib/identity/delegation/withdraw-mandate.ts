import { lockContainment } from '@/lib/db/epoch'
import { ok, refuse } from '@/lib/kernel/result'
import { trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { commandsOver } from '../command'
import type { Refusal } from '../refusals'
import { MandateIdInput } from './contract'
import { agentAuthority } from './internal/agent-authority'
import { mandateView } from './internal/mandate-views'
import { orderWithdrawal } from './internal/withdrawal-order'

/**
 * Takes a mandate back, for good. At the commit nothing more is issued under it, and the enforcement points are told
 * to refuse what was. Whoever gave it may, and who answers for the agent; admins and analysts may for anybody.
 */
export const withdrawMandate = commandsOver<'mandate'>()({
  name: 'delegation.mandate.withdraw',
  input: MandateIdInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: (tx, { mandateId }, actor) => tx.mandate.findFirst({ where: { id: mandateId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: mandate }) => {
    const agent = await agentAuthority(tx, mandate.tenantId, mandate.agentId)
    if (!agent || !mayWithdraw(actor, [mandate.personId, agent.ownerId, agent.sponsorId])) return refuse<Refusal>({ code: 'separated', rule: 'only_those_concerned' })
    if (mandate.withdrawnAt) return refuse<Refusal>({ code: 'wrong_state', state: 'withdrawn' })
    const now = new Date()
    if (mandate.expiresAt <= now) return refuse<Refusal>({ code: 'wrong_state', state: 'expired' })
    await tx.mandate.update({ where: { id: mandate.id }, data: { withdrawnAt: now, withdrawnBy: actor.id } })
    const subject = { id: mandate.id, tenantId: trustedId<'tenant'>(mandate.tenantId), agentId: agent.id, agentName: agent.name }
    const { orderId, epoch, delegations, live_tokens, calls_in_flight } = await orderWithdrawal(tx, actor, subject)
    return ok({
      value: await mandateView(tx, mandate.id),
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      rootPersonId: mandate.personId,
      agentId: agent.id,
      chain: [agent.id],
      mandateId: mandate.id,
      purpose: mandate.purpose,
      detail: { order_id: orderId, epoch, kind: mandate.kind, delegations, live_tokens, calls_in_flight },
    })
  },
})

function mayWithdraw(actor: Actor, concerned: readonly string[]): boolean {
  if (actor.kind === 'root') return true
  return actor.kind === 'person' && (actor.role === 'admin' || actor.role === 'analyst' || concerned.includes(actor.id))
}
