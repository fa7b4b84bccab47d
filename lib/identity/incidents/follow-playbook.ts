import { asRows } from '@/lib/db/rows'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, WrongState } from '../refusals'
import { FollowPlaybookInput, type IncidentView } from './contract'
import { aboutIncident, findIncident } from './internal/find-incident'
import { changedView } from './internal/incident-view'
import { currentPlaybooks } from './internal/playbooks'
import { stepRows } from './internal/step-rows'
import { command } from './internal/tables'

/**
 * Goes on by another playbook, once it is known what kind of incident this is: its current version is copied. Steps that
 * are done stay, before the new ones; those that nobody did go.
 */
export const followPlaybook = command({
  name: 'incidents.follow',
  input: FollowPlaybookInput,
  resource: (tx, { incidentId }, actor) => findIncident(tx, actor, incidentId),
  act: async (tx, { actor, input, resource: incident }): Promise<Result<Change & { value: IncidentView }, WrongState | Invalid>> => {
    if (incident.resolvedAt !== null) return refuse({ code: 'wrong_state', state: 'resolved' })
    const playbook = (await currentPlaybooks(tx, actor.tenantId)).find(({ slug }) => slug === input.slug)
    if (!playbook) return refuse({ code: 'invalid', fields: { slug: 'is no playbook here' } })
    if (playbook.slug === incident.playbookSlug && playbook.version === incident.playbookVersion) return refuse({ code: 'wrong_state', state: 'following_it_already' })
    const [people] = asRows<{ who_halted: string | null; agent_owner: string | null }>(
      await tx.$queryRaw`
        select (select id from person where id::text = ${incident.openedBy} and tenant_id = ${actor.tenantId}::uuid) as who_halted,
          (select owner_id from agent where id = ${incident.subjectId}::uuid and tenant_id = ${actor.tenantId}::uuid) as agent_owner`,
    )
    const left = await tx.incidentStep.deleteMany({ where: { incidentId: incident.id, tenantId: actor.tenantId, doneAt: null } })
    const kept = await tx.incidentStep.findMany({ where: { incidentId: incident.id, tenantId: actor.tenantId }, orderBy: { position: 'asc' }, select: { id: true } })
    for (const [position, { id }] of kept.entries()) await tx.incidentStep.update({ where: { id }, data: { position } })
    const rows = stepRows(playbook.steps, people ?? { who_halted: null, agent_owner: null }, incident.openedAt, kept.length)
    await tx.incidentStep.createMany({ data: rows.map((row) => ({ ...row, tenantId: actor.tenantId, incidentId: incident.id })) })
    await tx.incident.update({ where: { id: incident.id }, data: { playbookSlug: playbook.slug, playbookVersion: playbook.version, playbookName: playbook.name } })
    return ok({
      value: await changedView(tx, actor.tenantId, incident.id),
      ...aboutIncident(incident),
      detail: { playbook: playbook.slug, name: playbook.name, version: playbook.version, before: incident.playbookSlug, steps_kept: kept.length, steps_dropped: left.count },
    })
  },
})
