import { read } from '@/lib/db/transaction'
import type { PersonId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { asActor } from './internal/person-view'

export type SignedInPerson = { actor: Extract<Actor, { kind: 'person' }>; email: string; tenantName: string }

/** The person whom the authorization server knows as signed in; null once their access has ended. */
export async function personActor(personId: PersonId): Promise<SignedInPerson | null> {
  return read('system', async (tx) => {
    const person = await tx.person.findFirst({ where: { id: personId, status: 'active', passwordHash: { not: null } } })
    if (!person) return null
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: person.tenantId } })
    return { actor: asActor(person, 'authority'), email: person.email, tenantName: tenant.name }
  })
}
