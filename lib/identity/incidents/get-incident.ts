import { IncidentIdInput } from './contract'
import { incidentView } from './internal/incident-view'
import { query } from './internal/tables'

/** One incident whole: its steps, its orders, and what happened. */
export const getIncident = query({
  name: 'incidents.get',
  input: IncidentIdInput,
  answer: (tx, { actor, input }) => incidentView(tx, actor.tenantId, input.incidentId),
})
