import { z } from 'zod'
import type { PlaybooksView } from './contract'
import { currentPlaybooks } from './internal/playbooks'
import { query } from './internal/tables'

/** The playbooks as they are now, and what restoring waits for. */
export const listPlaybooks = query({
  name: 'incidents.playbook.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<PlaybooksView> => {
    const policy = await tx.incidentPolicy.findFirst({ where: { tenantId: actor.tenantId } })
    return {
      playbooks: await currentPlaybooks(tx, actor.tenantId),
      policy: { restore_needs_resolution: policy?.restoreNeedsResolution ?? false, changed: policy ? { by: policy.changedByName, at: policy.changedAt.toISOString() } : null },
    }
  },
})
