import { lockContainment } from '@/lib/db/epoch'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { ResolveIncidentInput, type IncidentView } from './contract'
import { aboutIncident, findIncident } from './internal/find-incident'
import { changedView } from './internal/incident-view'
import { command } from './internal/tables'

/**
 * Resolves an incident, with what was found to be its cause. Restores nothing by itself: it is what a full restore is
 * waiting for. Steps that nobody did stay as they are, and how many is recorded. The next order opens another incident.
 */
export const resolveIncident = command({
  name: 'incidents.resolve',
  input: ResolveIncidentInput,
  // No order joins while it is being closed.
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: (tx, { incidentId }, actor) => findIncident(tx, actor, incidentId),
  act: async (tx, { actor, input, resource: incident }): Promise<Result<Change & { value: IncidentView }, WrongState>> => {
    if (incident.resolvedAt !== null) return refuse({ code: 'wrong_state', state: 'resolved' })
    await tx.incident.update({ where: { id: incident.id }, data: { resolvedAt: new Date(), resolvedBy: actor.id, resolvedByName: actor.name, cause: input.cause } })
    const value = await changedView(tx, actor.tenantId, incident.id)
    const { steps, orders } = value
    return ok({ value, ...aboutIncident(incident), purpose: input.cause, detail: { steps_done: steps.done, steps_left: steps.total - steps.done, orders_in_force: orders.in_force } })
  },
})
