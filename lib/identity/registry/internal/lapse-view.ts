import type { Agent } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { decide } from '../../access/decide'
import type { Lapse } from '../lapse'
import type { LapseKind, LapseView } from '../lapse-contract'
import { lapseRule, standing } from './lapsing'

type Tables = Pick<Tx, 'lapseRule' | 'lapseNotice' | '$queryRaw'>
const shown = (lapse: Lapse | null) => lapse && { phase: lapse.phase, due_at: new Date(lapse.dueAt).toISOString(), stops_at: new Date(lapse.stopsAt).toISOString() }

/** When somebody last said that an agent is needed, and what follows where nobody does again. */
export async function lapseView(tx: Tables, actor: Actor, agent: Agent): Promise<LapseView> {
  const { numbers } = await lapseRule(tx, agent.tenantId)
  const notices = await tx.lapseNotice.findMany({ where: { agentId: agent.id, tenantId: agent.tenantId } })
  const now = new Date()
  const acts = agent.state === 'active' && agent.registeredBy !== 'containment.drill'
  const of = (kind: LapseKind) => (acts ? shown(standing(kind, numbers, agent, notices.find((one) => one.kind === kind), now)) : null)
  return {
    confirmed: agent.confirmedAt && { by: agent.confirmedByName ?? 'somebody', at: agent.confirmedAt.toISOString() },
    reconfirm: of('reconfirm'),
    inactive: of('inactive'),
    may_confirm: acts && (await mayConfirm(tx, actor, agent)),
  }
}

async function mayConfirm(tx: Pick<Tx, '$queryRaw'>, actor: Actor, agent: Agent): Promise<boolean> {
  if (actor.kind !== 'person' || decide(actor, 'registry.agent.confirm', agent)) return false
  if (actor.id === agent.ownerId || actor.id === agent.sponsorId) return true
  return asRows<object>(await tx.$queryRaw`select 1 from agent_deputy where agent_id = ${agent.id}::uuid and tenant_id = ${agent.tenantId}::uuid and person_id = ${actor.id}::uuid`).length > 0
}
