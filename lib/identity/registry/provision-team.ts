import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { idField, textField } from '@/lib/kernel/fields'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Conflict, Invalid, Separated } from '../refusals'
import { lockRegistry } from './internal/drafts'
import { livePersonNamed } from './internal/people-named'
import { command, query } from './internal/tables'
import { TEAM_MEMBERS_MAX } from './ownership-contract'

const ExternalId = textField(1, 200).nullable()
const Members = z.array(idField<'person'>()).max(TEAM_MEMBERS_MAX)
const FindInput = z.object({ id: idField<'team'>().optional(), externalId: z.string().max(200).optional(), name: z.string().max(80).optional(), skip: z.number().int().min(0), take: z.number().int().min(0).max(5_001) })
const ProvisionInput = z.strictObject({ name: textField(1, 80), externalId: ExternalId, members: Members })
const SynchroniseInput = z.strictObject({ teamId: idField<'team'>(), externalId: ExternalId.optional(), members: Members.optional() })

export type ProvisionedTeam = { id: string; name: string; external_id: string | null; created_at: Date; members: { id: string; name: string }[] }

type Done = Result<Change & { value: { id: string } }, Conflict | Invalid>

/** Teams as SCIM serves them, with who works in them: by page, or by what names one. */
export const findTeams = query({
  name: 'registry.team.list',
  input: FindInput,
  answer: async (tx, { actor, input: { id, externalId, name, skip, take } }): Promise<{ total: number; items: ProvisionedTeam[] }> => {
    const where = Prisma.join(
      [
        Prisma.sql`t.tenant_id = ${actor.tenantId}::uuid`,
        ...(id === undefined ? [] : [Prisma.sql`t.id = ${id}::uuid`]),
        ...(externalId === undefined ? [] : [Prisma.sql`t.external_id = ${externalId}`]),
        ...(name === undefined ? [] : [Prisma.sql`lower(t.name) = lower(${name})`]),
      ],
      ' and ',
    )
    const [counted] = asRows<{ total: number }>(await tx.$queryRaw`select count(*)::int as total from team t where ${where}`)
    const items = asRows<ProvisionedTeam>(
      await tx.$queryRaw`
        select t.id, t.name, t.external_id, t.created_at,
          coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id) from team_member m join person p on p.id = m.person_id where m.team_id = t.id), '[]') as members
        from team t where ${where} order by lower(t.name), t.id offset ${skip} limit ${take}`,
    )
    return { total: counted?.total ?? 0, items }
  },
})

/** Makes a team of a directory's group: nobody leads it until an administrator says who. */
export const provisionTeam = command({
  name: 'registry.team.provision',
  input: ProvisionInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { name, externalId, members } }): Promise<Done> => {
    const { tenantId } = actor
    const taken = await tx.team.findFirst({ where: { tenantId, name: { equals: name, mode: 'insensitive' } } })
    if (taken) return refuse<Conflict>({ code: 'conflict', detail: 'displayName is that of another team' })
    const id = newId<'team'>()
    const free = await freeExternalId(tx, tenantId, id, externalId)
    if (!free.ok) return free
    const people = await peopleOf(tx, tenantId, members)
    if (!people.ok) return people
    await tx.team.create({ data: { id, tenantId, name, externalId, provisionedBy: actor.name } })
    await tx.teamMember.createMany({ data: people.value.map((personId) => ({ teamId: id, personId, tenantId, addedByName: actor.name })) })
    return ok({ value: { id }, subject: { kind: 'team', id, name }, detail: { external_id: externalId, members: people.value.length } })
  },
})

/** Brings who works in it to what the directory says; one made by people, too, which its lead goes on with. */
export const synchroniseTeam = command({
  name: 'registry.team.synchronise',
  input: SynchroniseInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { teamId }, actor) => tx.team.findFirst({ where: { id: teamId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { externalId, members }, resource: team }): Promise<Done> => {
    const { tenantId } = actor
    const free = externalId === undefined ? ok(null) : await freeExternalId(tx, tenantId, team.id, externalId)
    if (!free.ok) return free
    if (externalId !== undefined) await tx.team.update({ where: { id: team.id }, data: { externalId } })
    const before = (await tx.teamMember.findMany({ where: { teamId: team.id }, select: { personId: true } })).map(({ personId }) => personId)
    const wanted = members ?? before
    // Who has left may stay in the list, and is not added to one.
    const people = await peopleOf(tx, tenantId, wanted.filter((id) => !before.includes(id)))
    if (!people.ok) return people
    const gone = before.filter((id) => !(wanted as readonly string[]).includes(id))
    await tx.teamMember.deleteMany({ where: { teamId: team.id, personId: { in: gone } } })
    await tx.teamMember.createMany({ data: people.value.map((personId) => ({ teamId: team.id, personId, tenantId, addedByName: actor.name })) })
    return ok({ value: { id: team.id }, subject: { kind: 'team', id: team.id, name: team.name }, detail: { ...(externalId === undefined ? {} : { external_id: externalId }), added: people.value, removed: gone } })
  },
})

/** Ends a team that a directory made. Agents that name it go on: nobody follows for it. One that people set up is theirs. */
export const deprovisionTeam = command({
  name: 'registry.team.deprovision',
  input: z.strictObject({ teamId: idField<'team'>() }),
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { teamId }, actor) => tx.team.findFirst({ where: { id: teamId, tenantId: actor.tenantId } }),
  act: async (tx, { resource: team }) => {
    if (team.provisionedBy === null) return refuse<Separated>({ code: 'separated', rule: 'a_team_that_people_set_up_is_theirs' })
    await tx.teamMember.deleteMany({ where: { teamId: team.id } })
    await tx.team.delete({ where: { id: team.id } })
    return ok({ value: {}, subject: { kind: 'team', id: team.id, name: team.name }, detail: { external_id: team.externalId } })
  },
})

async function freeExternalId(tx: Pick<Tx, 'team'>, tenantId: string, teamId: string, externalId: string | null): Promise<Result<null, Conflict>> {
  const another = externalId !== null && (await tx.team.findFirst({ where: { tenantId, externalId, id: { not: teamId } }, select: { id: true } }))
  return another ? refuse({ code: 'conflict', detail: 'externalId is that of another team' }) : ok(null)
}

async function peopleOf(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, ids: readonly string[]): Promise<Result<string[], Invalid>> {
  const people = new Set<string>()
  for (const id of ids) {
    const person = await livePersonNamed(tx, tenantId, id)
    if (!person.ok) return refuse({ code: 'invalid', fields: { members: person.refusal } })
    people.add(person.value.id)
  }
  return ok([...people])
}
