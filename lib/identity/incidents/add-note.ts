import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { AddNoteInput, type IncidentView } from './contract'
import { aboutIncident, findIncident } from './internal/find-incident'
import { changedView } from './internal/incident-view'
import { command } from './internal/tables'

/**
 * Writes a note. It is an entry of the ledger and nothing else: it can be answered by another, and not be changed. Also
 * after the incident is resolved, since lessons come later.
 */
export const addNote = command({
  name: 'incidents.note',
  input: AddNoteInput,
  resource: (tx, { incidentId }, actor) => findIncident(tx, actor, incidentId),
  act: async (tx, { actor, input, resource: incident }): Promise<Result<Change & { value: IncidentView }, never>> =>
    ok({ value: await changedView(tx, actor.tenantId, incident.id), ...aboutIncident(incident), detail: { note: input.note } }),
})
