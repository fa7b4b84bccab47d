import { read, transaction } from '@/lib/db/transaction'
import { hash } from '@node-rs/argon2'
import type { Actor } from '@/lib/identity/actor'
import type { Role } from '@/lib/identity/access/contract'
import { newId, type PersonId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'

/** A company of the test's own. The database must be open (`openDatabase(db.authorityUrl)`). */
export async function makeTenant(slug = `t-${newId().slice(-12)}`): Promise<TenantId> {
  const id = newId<'tenant'>()
  await transaction('system', async (tx) => ok(await tx.tenant.create({ data: { id, slug, name: slug, kind: 'company' } })))
  return id
}

export type TestPerson = Extract<Actor, { kind: 'person' }> & { email: string; password: string }

type Wanted = { role?: Role; name?: string; email?: string; password?: string | null }

/** Somebody who works there, as the actor that their token would resolve to. `password: null` makes an invitation never taken up. */
export async function makePerson(tenantId: TenantId, wanted: Wanted = {}): Promise<TestPerson> {
  const { person, row } = await newPerson(tenantId, wanted)
  await transaction(tenantId, async (tx) => ok(await tx.person.create({ data: row })))
  return person
}

/** A company, and these of its people, at once. */
export async function makeCompany<Name extends string>(wanted: (tenantId: TenantId) => Record<Name, Wanted>): Promise<{ tenantId: TenantId; people: Record<Name, TestPerson> }> {
  const id = newId<'tenant'>()
  const slug = `t-${id.slice(-12)}`
  const made = await Promise.all(Object.entries<Wanted>(wanted(id)).map(async ([name, one]) => [name, await newPerson(id, one)] as const))
  await transaction('system', async (tx) => {
    await tx.tenant.create({ data: { id, slug, name: slug, kind: 'company' } })
    return ok(await tx.person.createMany({ data: made.map(([, { row }]) => row) }))
  })
  return { tenantId: id, people: Object.fromEntries(made.map(([name, { person }]) => [name, person])) as Record<Name, TestPerson> }
}

async function newPerson(tenantId: TenantId, { role = 'admin', name = 'Ada Lovelace', ...rest }: Wanted) {
  const id: PersonId = newId<'person'>()
  const email = rest.email ?? `${id.slice(-12)}@example.com`
  const password = rest.password === undefined ? `own words ${id}` : rest.password
  // The cheapest parameters the format allows: the cost is tested where it matters.
  const passwordHash = password && (await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 }))
  const person: TestPerson = { kind: 'person', tenantId, id, name, role, session: 'test', email, password: password ?? '' }
  return { person, row: { id, tenantId, email, name, role, passwordHash } }
}

/** What the ledger says of a tenant, oldest first. */
export const entriesOf = (tenantId: TenantId) =>
  read(tenantId, (tx) =>
    tx.ledgerEntry.findMany({
      where: { tenantId },
      orderBy: { id: 'asc' },
      select: { action: true, result: true, reason: true, actorName: true, actorId: true, subjectId: true, detail: true },
    }),
  )
