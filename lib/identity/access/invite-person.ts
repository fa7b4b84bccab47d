import { newId, parseId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Invalid } from '../refusals'
import { InvitePersonInput, type OneTimeLinkView } from './contract'
import { makeLink, type LinkSettings } from './internal/make-link'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/** Makes an account without a password, and the link with which its owner sets one. The link is in the answer and nowhere else. */
export const invitePerson = ({ issuer }: LinkSettings) =>
  command({
    name: 'access.person.invite',
    input: InvitePersonInput,
    resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
    act: async (tx, { actor, input, resource: { tenantId } }) => {
      const now = new Date()
      const id = newId<'person'>()
      // An address belongs to one account of the installation, and another tenant's cannot be seen from here.
      const { count } = await tx.person.createMany({
        data: { id, tenantId, email: input.email, name: input.name, role: input.role, createdAt: now },
        skipDuplicates: true,
      })
      if (count === 0) return refuse<Invalid>({ code: 'invalid', fields: { email: 'already has an account' } })
      const person = await tx.person.findUniqueOrThrow({ where: { id } })
      const link = await makeLink(tx, 'invite', { issuer, tenantId, personId: id, createdBy: personIdOf(actor) }, now)
      const value: OneTimeLinkView = { person: toPersonView(person), ...link }
      return ok({ value, subject: asSubject(person), detail: { role: person.role, email: person.email } })
    },
  })

/** The root token is nobody. */
const personIdOf = (actor: Actor): string | null => (actor.kind === 'person' ? parseId(actor.id) : null)
