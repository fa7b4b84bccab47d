import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { personWithAccess } from './internal/person-with-access'
import type { Conflict, Invalid, WrongState } from '../refusals'
import { SetStepInput, type IncidentView } from './contract'
import { aboutIncident, findIncident } from './internal/find-incident'
import { changedView } from './internal/incident-view'
import { command } from './internal/tables'

/** Says that a step is done, or is not after all; who it falls to, and by when. Until the incident is resolved. */
export const setStep = command({
  name: 'incidents.step.set',
  input: SetStepInput,
  resource: async (tx, { incidentId, stepId }, actor) => {
    const incident = await findIncident(tx, actor, incidentId)
    const step = incident && (await tx.incidentStep.findFirst({ where: { id: stepId, incidentId: incident.id, tenantId: actor.tenantId } }))
    return incident && step ? { tenantId: actor.tenantId, incident, step } : null
  },
  act: async (tx, { actor, input: { done, ownerId, due_at }, resource: { incident, step } }): Promise<Result<Change & { value: IncidentView }, WrongState | Invalid | Conflict>> => {
    if (incident.resolvedAt !== null) return refuse({ code: 'wrong_state', state: 'resolved' })
    if (done === true && step.doneAt !== null) return refuse({ code: 'conflict', detail: `it was done already, by ${step.doneByName ?? 'somebody'}` })
    if (done === false && step.doneAt === null) return refuse({ code: 'conflict', detail: 'it is not done: somebody has undone it' })
    const owner = ownerId ? await personWithAccess(tx, actor.tenantId, ownerId) : null
    if (ownerId && !owner) return refuse({ code: 'invalid', fields: { ownerId: 'is nobody here with access' } })
    await tx.incidentStep.update({
      where: { id: step.id },
      data: {
        ...(done === undefined ? {} : done ? { doneAt: new Date(), doneBy: actor.id, doneByName: actor.name } : { doneAt: null, doneBy: null, doneByName: null }),
        ...(ownerId === undefined ? {} : { ownerId }),
        ...(due_at === undefined ? {} : { dueAt: due_at === null ? null : new Date(due_at) }),
      },
    })
    return ok({
      value: await changedView(tx, actor.tenantId, incident.id),
      ...aboutIncident(incident),
      detail: {
        step: step.title,
        ...(done === undefined ? {} : { done }),
        ...(ownerId === undefined ? {} : { owner: owner?.name ?? null }),
        ...(due_at === undefined ? {} : { due_at }),
      },
    })
  },
})
