import type { Person } from '@/generated/prisma/client'
import { trustedId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { PersonView, Role } from '../contract'

/** Invited until a password is set; the hash itself goes nowhere. */
export const toPersonView = (person: Person): PersonView => ({
  id: trustedId<'person'>(person.id),
  name: person.name,
  email: person.email,
  role: roleOf(person),
  status: person.status === 'deactivated' ? 'deactivated' : person.passwordHash === null ? 'invited' : 'active',
  createdAt: person.createdAt.toISOString(),
})

/** The column's check constraint allows these four and no other. */
export const roleOf = (person: { role: string }): Role => person.role as Role

export const asSubject = (person: { id: string; name: string }) => ({ kind: 'person', id: person.id, name: person.name })

/** @param session what vouches for them: a token's hash, or the name of a page of the authority's own */
export const asActor = (person: { id: string; tenantId: string; name: string; role: string }, session: string): Extract<Actor, { kind: 'person' }> => ({
  kind: 'person',
  tenantId: trustedId<'tenant'>(person.tenantId),
  id: trustedId<'person'>(person.id),
  name: person.name,
  role: roleOf(person),
  session,
})
