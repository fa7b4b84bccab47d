import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { SetIncidentPolicyInput, type PlaybooksView } from './contract'
import { command } from './internal/tables'

/** Says whether restoring in full waits until the incident is resolved, or only shows that it is not. */
export const setIncidentPolicy = command({
  name: 'incidents.policy.set',
  input: SetIncidentPolicyInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }): Promise<Result<Change & { value: PlaybooksView['policy'] }, never>> => {
    const data = { restoreNeedsResolution: input.restore_needs_resolution, changedByName: actor.name, changedAt: new Date() }
    await tx.incidentPolicy.upsert({ where: { tenantId: actor.tenantId }, create: { tenantId: actor.tenantId, ...data }, update: data })
    return ok({ value: { restore_needs_resolution: input.restore_needs_resolution, changed: { by: actor.name, at: data.changedAt.toISOString() } }, detail: input })
  },
})
