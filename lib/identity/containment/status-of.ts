import type { Tx } from '@/lib/db/transaction'
import type { AgentId, TenantId } from '@/lib/kernel/ids'
import { trustedId } from '@/lib/kernel/ids'

/** What containment makes of agents' statuses; an agent that is not in the map is not contained. */
export async function statusOf(
  tx: Pick<Tx, 'containmentCover'>,
  tenantId: TenantId,
  agentIds: readonly AgentId[],
): Promise<Map<AgentId, 'suspended' | 'quarantined'>> {
  const covers = await tx.containmentCover.findMany({
    where: { tenantId, kind: 'agent', subjectId: { in: [...agentIds] }, liftedEpoch: null },
    select: { subjectId: true, mode: true },
  })
  const status = new Map<AgentId, 'suspended' | 'quarantined'>()
  for (const { subjectId, mode } of covers) {
    const id = trustedId<'agent'>(subjectId)
    if (mode === 'suspend' || mode === 'kill') status.set(id, 'suspended')
    else if (mode === 'quarantine' && !status.has(id)) status.set(id, 'quarantined')
  }
  return status
}
