import { parseId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Separated, WrongState } from '../refusals'
import { PersonIdInput, type OneTimeLinkView } from './contract'
import { endSessionsOf } from './internal/end-sessions-of'
import { makeLink, type LinkSettings } from './internal/make-link'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/**
 * A link with which somebody else sets a new password, and for an invitation never taken up, a new invitation.
 * Their sessions end now; the old password is good until the new one is set.
 */
export const recoverPerson = ({ issuer }: LinkSettings) =>
  command({
    name: 'access.person.recover',
    input: PersonIdInput,
    resource: (tx, { personId }, actor) => tx.person.findFirst({ where: { id: personId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, resource: person }) => {
      if (actor.id === person.id) return refuse<Separated | WrongState>({ code: 'separated', rule: 'own_account' })
      if (person.status !== 'active') return refuse<Separated | WrongState>({ code: 'wrong_state', state: person.status })
      const now = new Date()
      const sessions = await endSessionsOf(tx, person.id, now)
      const kind = person.passwordHash === null ? 'invite' : 'recovery'
      const link = await makeLink(tx, kind, { issuer, tenantId: person.tenantId, personId: person.id, createdBy: parseId(actor.id) }, now)
      const value: OneTimeLinkView = { person: toPersonView(person), ...link }
      return ok({ value, subject: asSubject(person), detail: { link: kind, sessions_ended: sessions } })
    },
  })
