import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { trustedId, parseId, type PersonId, type TenantId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { refuse } from '@/lib/kernel/result'

export type NamedPerson = { id: PersonId; name: string }

/**
 * The live person that an identity document names, by id or by e-mail address. Addresses are compared as they are
 * written: a variant in other letters is somebody unknown, never somebody who exists. The row is share-locked, so
 * that a person cannot be deactivated between this look and the commit.
 */
export async function livePersonNamed(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, named: string): Promise<Result<NamedPerson, string>> {
  const byId = parseId<'person'>(named)
  const [person] = asRows<{ id: string; name: string; status: string }>(
    byId
      ? await tx.$queryRaw`select id, name, status from person where tenant_id = ${tenantId}::uuid and id = ${byId}::uuid for share`
      : await tx.$queryRaw`select id, name, status from person where tenant_id = ${tenantId}::uuid and email = ${named} for share`,
  )
  const team = person ? null : await teamOf(tx, tenantId, named)
  if (team) return refuse(`is the mailbox of the team ${team}, and a team is not a person: name the person who answers for it, and the team as \`team\``)
  if (!person) return refuse('is nobody here: give a person’s id, or their e-mail address as it is registered (a team’s address is not a person)')
  if (person.status !== 'active') return refuse(`names ${person.name}, who no longer has access`)
  return { ok: true, value: { id: trustedId(person.id), name: person.name } }
}

/** The team whose mailbox this is, by its name. */
export async function teamOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, mailbox: string): Promise<string | null> {
  const [team] = asRows<{ name: string }>(await tx.$queryRaw`select name from team where tenant_id = ${tenantId}::uuid and mailbox = lower(${mailbox})`)
  return team?.name ?? null
}

/** The team of this name in whatever letters, as it spells itself. */
export async function teamSpelled(tx: Pick<Tx, '$queryRaw'>, tenantId: string, name: string): Promise<string | null> {
  const [team] = asRows<{ name: string }>(await tx.$queryRaw`select name from team where tenant_id = ${tenantId}::uuid and lower(name) = lower(${name})`)
  return team?.name ?? null
}

/** Names for the ids that rows keep of who did something. */
export async function namesOf(tx: Pick<Tx, '$queryRaw'>, tenantId: TenantId, ids: readonly string[]): Promise<(id: string) => string> {
  const people = [...new Set(ids)].filter((id) => parseId(id) !== null)
  const rows = asRows<{ id: string; name: string }>(
    people.length === 0 ? [] : await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = any(${people}::uuid[])`,
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? NOT_PEOPLE[id] ?? 'somebody unknown'
}

/** Who approved a revision that needs nobody's approval. */
export const RULE = 'rule'
const NOT_PEOPLE: Record<string, string> = { root: 'root token', 'registry.succession': 'the succession', [RULE]: 'the rule for low and medium risk' }
