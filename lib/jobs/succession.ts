import { read } from '@/lib/db/transaction'
import { halt } from '@/lib/identity/containment'
import type { Actor } from '@/lib/identity/actor'
import { succeed, type Succession } from '@/lib/identity/registry'
import { Fault } from '@/lib/kernel/fault'
import type { OutboxEvent } from './outbox'

const PAGE = 200

/**
 * What follows when a person has lost their access: each agent that they own or sponsor goes to whoever is next, and
 * one that nobody is left for is stopped. Until this has run none of them is issued anything, since their owner is gone.
 */
export async function passOn({ tenantId, key: personId }: OutboxEvent): Promise<void> {
  const actor: Actor = { kind: 'job', tenantId, id: 'registry.succession', name: 'the succession' }
  for (let after: string | undefined; ; ) {
    const agents = await read(tenantId, (tx) =>
      tx.agent.findMany({
        where: { tenantId, state: { not: 'retired' }, OR: [{ ownerId: personId }, { sponsorId: personId }], ...(after ? { id: { gt: after } } : {}) },
        orderBy: { id: 'asc' },
        take: PAGE,
        select: { id: true },
      }),
    )
    for (const { id } of agents) await passOnOne(actor, id, personId)
    after = agents.at(-1)?.id
    if (agents.length < PAGE) return
  }
}

async function passOnOne(actor: Actor, agentId: string, personId: string): Promise<void> {
  const passed = await succeed(actor, { agentId, personId })
  if (!passed.ok) {
    // Somebody has moved or retired it meanwhile.
    if (passed.refusal.code === 'wrong_state' || passed.refusal.code === 'not_found') return
    throw new Fault(`succession was refused: ${passed.refusal.code}`)
  }
  if (passed.value.without.length > 0 && passed.value.state === 'active' && !(await isStopped(actor, agentId))) await stop(actor, passed.value)
}

/** After a crash between the two, the order may be there already. */
const isStopped = (actor: Actor, agentId: string): Promise<boolean> =>
  read(actor.tenantId, async (tx) => (await tx.containmentCover.count({ where: { tenantId: actor.tenantId, kind: 'agent', subjectId: agentId, liftedEpoch: null, mode: { in: ['suspend', 'kill'] } } })) > 0)

async function stop(actor: Actor, { agent, leaving, without }: Succession): Promise<void> {
  const reason = `${leaving} left, and nobody is left to follow as ${without.join(' and ')}`
  const stopped = await halt(actor, { agentId: agent.id, grain: 'agent', reason })
  if (!stopped.ok) throw new Fault(`an agent without an owner could not be stopped: ${stopped.refusal.code}`)
}
