import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { decide } from '../../access/decide'
import { TEAM_MEMBERS_MAX, type TeamDetail } from '../ownership-contract'
import { teamViews } from './team-views'

/** Who says who works in it: an administrator, and who leads it. */
export const setsMembers = (actor: Actor, team: { leadId: string | null }): boolean => actor.kind === 'root' || (actor.kind === 'person' && (actor.role === 'admin' || actor.id === team.leadId))

/** So many are counted; a larger team says so. */
const COUNTED_MAX = 10_000
type Member = { id: string; name: string; active: boolean; lead: boolean; agents: number; added_by: string | null; added_at: Date | null }

/** `agent a` that names the team, in whatever letters: those in use are few, and each is looked up. */
const ofTeam = (tenantId: string, name: string): Prisma.Sql => Prisma.sql`a.team in (select distinct t.value from agent_tally t where t.tenant_id = ${tenantId}::uuid and t.kind = 'team' and lower(t.value) = lower(${name}))`

/** Who leads a team and works in it; null: there is none of that id. */
export async function teamDetail(tx: Pick<Tx, 'team' | '$queryRaw'>, actor: Actor, teamId: string): Promise<TeamDetail | null> {
  const { tenantId } = actor
  const team = await tx.team.findFirst({ where: { id: teamId, tenantId } })
  const view = team && (await teamViews(tx, tenantId, teamId))[0]
  if (!team || !view) return null
  const members = asRows<Member>(
    await tx.$queryRaw(Prisma.sql`
      select p.id, p.name, p.status = 'active' as active, p.id = ${team.leadId}::uuid is true as lead, m.added_by_name as added_by, m.added_at,
        (select count(*)::int from agent a where a.tenant_id = ${tenantId}::uuid and a.state <> 'retired' and ${ofTeam(tenantId, team.name)} and (a.owner_id = p.id or a.sponsor_id = p.id)) as agents
      from person p left join team_member m on m.person_id = p.id and m.team_id = ${teamId}::uuid
      where p.tenant_id = ${tenantId}::uuid and (m.team_id is not null or p.id = ${team.leadId}::uuid) order by p.name, p.id limit ${TEAM_MEMBERS_MAX + 1}`),
  )
  const [alone] = asRows<{ agents: number }>(
    await tx.$queryRaw(Prisma.sql`
      select count(*)::int as agents from (
        select from agent a, lateral (select unnest(array[a.owner_id, a.sponsor_id]) as person) r
        where a.tenant_id = ${tenantId}::uuid and a.state <> 'retired' and a.registered_by <> 'containment.drill' and ${ofTeam(tenantId, team.name)}
          and not exists (select from agent_deputy d join person p on p.id = d.person_id where d.agent_id = a.id and p.status = 'active' and p.id <> r.person)
          and not exists (select from person o join person m on m.id = o.manager_id where o.id = r.person and m.status = 'active')
        group by a.id limit ${COUNTED_MAX}) x`),
  )
  return {
    ...view,
    members: members.map(({ added_by, added_at, ...member }) => ({ ...member, added: added_by !== null && added_at ? { by: added_by, at: added_at.toISOString() } : null })),
    on_lead_alone: alone?.agents ?? 0,
    may_change: decide(actor, 'registry.team.put', team) === null,
    may_set_members: decide(actor, 'registry.team.add_member', team) === null && setsMembers(actor, team),
  }
}
