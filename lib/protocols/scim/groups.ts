import { deprovisionTeam, findTeams, provisionTeam, synchroniseTeam, type ProvisionedTeam } from '@/lib/identity/registry'
import type { Resource } from './answers'
import { GROUP, refuseAs } from './attributes'
import { done, textOf } from './read-value'
import type { ResourceType } from './resource-type'

export const toGroup = (issuer: string, team: ProvisionedTeam): Resource => ({
  schemas: [GROUP],
  id: team.id,
  ...(team.external_id === null ? {} : { externalId: team.external_id }),
  displayName: team.name,
  ...(team.members.length === 0 ? {} : { members: team.members.map(({ id, name }) => ({ value: id, display: name, type: 'User', $ref: `${issuer}/scim/v2/Users/${id}` })) }),
  meta: { resourceType: 'Group', created: team.created_at.toISOString(), location: `${issuer}/scim/v2/Groups/${team.id}` },
})

/** Ids of users; the rest of a member is said by the server. */
function membersOf(wanted: Resource): string[] {
  const { members } = wanted
  if (members === undefined || members === null) return []
  if (!Array.isArray(members)) return refuseAs('invalidValue', 'members is a list')
  return [
    ...new Set(
      members.map((member: unknown) => {
        const { value, type } = (member ?? {}) as { value?: unknown; type?: unknown }
        if (typeof value !== 'string' || (type !== undefined && type !== 'User')) return refuseAs('invalidValue', 'a member is a User, by its id as value')
        return value
      }),
    ),
  ]
}

/** Groups of a directory are teams here. */
export function groupType(issuer: string): ResourceType {
  return {
    name: 'Group',
    endpoint: '/Groups',
    schemas: [GROUP],
    async find({ actor }, { id, externalId, displayName }, skip, take) {
      const found = await findTeams(actor, { id, externalId, ...(displayName === undefined ? {} : { name: displayName }), skip, take })
      if (!found.ok && found.refusal.code === 'invalid') return { total: 0, items: [] }
      const { total, items } = done(found)
      return { total, items: items.map((team) => toGroup(issuer, team)) }
    },
    async create({ actor }, wanted) {
      const name = textOf(wanted, 'displayName') ?? refuseAs('invalidValue', 'displayName is missing')
      return done(await provisionTeam(actor, { name, externalId: textOf(wanted, 'externalId') ?? null, members: membersOf(wanted) })).id
    },
    async update({ actor }, current, wanted) {
      const teamId = current.id
      const name = textOf(wanted, 'displayName') ?? refuseAs('invalidValue', 'displayName is missing')
      if (name.toLowerCase() !== (current.displayName as string).toLowerCase()) return refuseAs('mutability', 'displayName is kept for life: agents name the team by it')
      const [externalId, members, before] = [textOf(wanted, 'externalId') ?? null, membersOf(wanted), membersOf(current)]
      const changes = {
        ...(externalId === (current.externalId ?? null) ? {} : { externalId }),
        ...(members.length === before.length && members.every((id) => before.includes(id)) ? {} : { members }),
      }
      if (Object.keys(changes).length > 0) done(await synchroniseTeam(actor, { teamId, ...changes }))
    },
    async remove({ actor }, current) {
      done(await deprovisionTeam(actor, { teamId: current.id }))
    },
  }
}
