import { z } from 'zod'
import { decide } from './decide'
import type { MeView } from './contract'
import { query } from './internal/tables'
import { PERMISSIONS, type Permission } from './permissions'

/** Who is asking, and what the table lets them do: the console draws itself by it, the authority decides anew at each call. */
export const me = query({
  name: 'access.me.get',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<MeView | null> => {
    if (actor.kind !== 'person' && actor.kind !== 'root') return null
    const tenant = await tx.tenant.findUnique({ where: { id: actor.tenantId } })
    if (!tenant) return null
    const person = actor.kind === 'person' ? await tx.person.findUnique({ where: { id: actor.id } }) : null
    return {
      kind: actor.kind,
      id: actor.id,
      name: actor.name,
      email: person?.email ?? null,
      role: actor.kind === 'person' ? actor.role : null,
      tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, kind: tenant.kind },
      may: PERMISSION_NAMES.filter((permission) => decide(actor, permission, actor) === null),
    }
  },
})

const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[]
