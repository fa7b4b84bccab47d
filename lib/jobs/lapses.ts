import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import type { Actor } from '@/lib/identity/actor'
import { halt } from '@/lib/identity/containment'
import { dropLapses, dueLapses, endLapse, lapsingTenants, noteLapse, type DueLapse, type NotedLapse } from '@/lib/identity/registry'
import { Fault } from '@/lib/kernel/fault'
import type { TenantId } from '@/lib/kernel/ids'

const LOOK_EVERY_MS = 60_000

/** Tells people of agents that lapse, reminds them, and stops those that nobody confirmed, for as long as the process lives. */
export function keepLapsing(onProblem: (error: unknown) => void): () => void {
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    await lapse(onProblem).catch(onProblem)
    busy = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  void look()
  return () => clearInterval(timer)
}

/** One look at every tenant. What fails holds up nothing else, and is found again by the next. */
export async function lapse(onProblem: (error: unknown) => void): Promise<void> {
  for (const tenantId of await lapsingTenants()) {
    const actor: Actor = { kind: 'job', tenantId, id: 'registry.lapse', name: 'the lapse of agents' }
    await dropLapses(tenantId)
    for (const due of await dueLapses(tenantId)) await goOn(actor, due).catch(onProblem)
  }
}

async function goOn(actor: Actor, { agentId, kind }: DueLapse): Promise<void> {
  const noted = await noteLapse(actor, { agentId, kind })
  if (!noted.ok) {
    // Somebody has confirmed, retired or moved it meanwhile.
    if (noted.refusal.code === 'wrong_state' || noted.refusal.code === 'not_found') return
    throw new Fault(`the lapse of an agent was refused: ${noted.refusal.code}`)
  }
  if (noted.value.step !== 'stop') return
  const ended = await endLapse(actor, { agentId, kind, orderId: (await stoppedBy(actor.tenantId, agentId)) ?? (await stop(actor, noted.value)) })
  if (!ended.ok && ended.refusal.code !== 'wrong_state') throw new Fault(`an agent that lapsed was not noted: ${ended.refusal.code}`)
}

/** The order that it is stopped by already: somebody else's, or ours from before a crash. */
async function stoppedBy(tenantId: TenantId, agentId: string): Promise<string | null> {
  const [row] = await read(tenantId, async (tx) =>
    asRows<{ id: string }>(
      await tx.$queryRaw`select order_id as id from containment_cover where tenant_id = ${tenantId}::uuid and kind = 'agent' and subject_id = ${agentId}::uuid and lifted_epoch is null and mode in ('suspend', 'kill') limit 1`,
    ),
  )
  return row?.id ?? null
}

async function stop(actor: Actor, { agent, reason }: NotedLapse): Promise<string> {
  const stopped = await halt(actor, { agentId: agent.id, grain: 'agent', reason })
  if (!stopped.ok) throw new Fault(`an agent that lapsed could not be stopped: ${stopped.refusal.code}`)
  return stopped.value.order_id
}
