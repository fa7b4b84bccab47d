import { z } from 'zod'
import {
  AddNoteInput,
  FollowPlaybookInput,
  IncidentIdInput,
  IncidentPage,
  IncidentView,
  ListIncidentsInput,
  PlaybooksView,
  PlaybookView,
  PutPlaybookInput,
  ResolveIncidentInput,
  SetIncidentPolicyInput,
  SetStepInput,
} from '@/lib/identity/incidents/contract'
import { endpoint } from './endpoint'

export const INCIDENTS = {
  list: endpoint({ method: 'GET', path: '/incidents', permission: 'incidents.list', input: ListIncidentsInput, output: IncidentPage, summary: 'Incidents, newest first; each was opened by an order' }),
  get: endpoint({ method: 'GET', path: '/incidents/:incidentId', permission: 'incidents.get', input: IncidentIdInput, output: IncidentView, summary: 'One incident: its steps, its orders, and what happened' }),
  setStep: endpoint({ method: 'PATCH', path: '/incidents/:incidentId/steps/:stepId', permission: 'incidents.step.set', input: SetStepInput, output: IncidentView, summary: 'Say that a step is done or is not, whose it is, or by when' }),
  note: endpoint({ method: 'POST', path: '/incidents/:incidentId/notes', permission: 'incidents.note', input: AddNoteInput, output: IncidentView, summary: 'Write a note; it is an entry of the ledger and stays' }),
  follow: endpoint({ method: 'POST', path: '/incidents/:incidentId/playbook', permission: 'incidents.follow', input: FollowPlaybookInput, output: IncidentView, summary: 'Go on by another playbook; steps that are done stay' }),
  resolve: endpoint({ method: 'POST', path: '/incidents/:incidentId/resolution', permission: 'incidents.resolve', input: ResolveIncidentInput, output: IncidentView, summary: 'Resolve it, with what was found to be its cause; restores nothing by itself' }),
} as const

export const PLAYBOOKS = {
  list: endpoint({ method: 'GET', path: '/playbooks', permission: 'incidents.playbook.list', input: z.object({}), output: PlaybooksView, summary: 'The playbooks as they are now, and what restoring waits for' }),
  put: endpoint({ method: 'POST', path: '/playbooks', permission: 'incidents.playbook.put', input: PutPlaybookInput, output: PlaybookView, summary: 'Write the next version of a playbook, or a new one; open incidents keep theirs' }),
  setPolicy: endpoint({ method: 'PATCH', path: '/incident-policy', permission: 'incidents.policy.set', input: SetIncidentPolicyInput, output: PlaybooksView.shape.policy, summary: 'Say whether restoring in full waits for the incident to be resolved' }),
} as const
