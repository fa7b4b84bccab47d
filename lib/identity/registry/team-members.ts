import { ok, refuse } from '@/lib/kernel/result'
import { Fault } from '@/lib/kernel/fault'
import type { Refusal } from '../refusals'
import { livePersonNamed } from './internal/people-named'
import { command } from './internal/tables'
import { setsMembers, teamDetail } from './internal/team-detail'
import { TEAM_MEMBERS_MAX, TeamMemberInput } from './ownership-contract'

type Change = { name: 'registry.team.add_member' | 'registry.team.remove_member'; adds: boolean }

const memberCommand = ({ name, adds }: Change) =>
  command({
    name,
    input: TeamMemberInput,
    resource: (tx, { teamId }, actor) => tx.team.findFirst({ where: { id: teamId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, input: { personId }, resource: team }) => {
      if (!setsMembers(actor, team)) return refuse<Refusal>({ code: 'separated', rule: 'only_an_administrator_or_the_lead' })
      const { tenantId } = actor
      const { id: teamId } = team
      const known = await tx.teamMember.findUnique({ where: { teamId_personId: { teamId, personId } } })
      if (adds) {
        const person = await livePersonNamed(tx, tenantId, personId)
        if (!person.ok) return refuse<Refusal>({ code: 'invalid', fields: { personId: person.refusal } })
        if (known) return refuse<Refusal>({ code: 'invalid', fields: { personId: 'is in it already' } })
        if ((await tx.teamMember.count({ where: { teamId } })) >= TEAM_MEMBERS_MAX) return refuse<Refusal>({ code: 'invalid', fields: { personId: `there are ${TEAM_MEMBERS_MAX} already` } })
        await tx.teamMember.create({ data: { teamId, personId, tenantId, addedByName: actor.name } })
      } else {
        if (!known) return refuse<Refusal>({ code: 'not_found' })
        await tx.teamMember.delete({ where: { teamId_personId: { teamId, personId } } })
      }
      const value = await teamDetail(tx, actor, teamId)
      if (!value) throw new Fault('a team is gone within its own transaction')
      return ok({ value, subject: { kind: 'team', id: teamId, name: team.name }, detail: { person: personId } })
    },
  })

export const addTeamMember = memberCommand({ name: 'registry.team.add_member', adds: true })
export const removeTeamMember = memberCommand({ name: 'registry.team.remove_member', adds: false })
